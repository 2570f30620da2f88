// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Figures
internal import Foundation
public import Physiology
internal import Runs

/// What gratings found in a population.
public struct GratingFindings: ElectrodeFindings, Sendable {
  private let cycle: Int
  private let neurons: Int
  private let driven: Int
  private let selective: Int
  private let medianSelectivity: Double?
  private let compared: Int
  private let medianOrientationDifference: Double?
  private let cycles: Int?
  private let directionSelective: Int?
  private let meanDirectionIndex: Double?
  private let meanDirectionIndexError: Double?
  /// How each neuron responds.
  public let tuning: [GratingTuning]
  /// How the population responds.
  public let summary: GratingSummary
  private let gratings: Gratings

  private enum CodingKeys: String, CodingKey {
    case cycle, neurons, driven, selective, medianSelectivity, compared, medianOrientationDifference
    case cycles, directionSelective, meanDirectionIndex, meanDirectionIndexError
  }

  /// Sums up how every neuron responds to gratings.
  public init(_ tuning: [GratingTuning], of gratings: Gratings) {
    (self.tuning, self.gratings, cycle) = (tuning, gratings, gratings.cycle)
    summary = GratingSummary(tuning)
    (neurons, driven, selective) = (tuning.count, summary.driven.count, summary.selective.count)
    medianSelectivity = summary.medianSelectivity
    (compared, medianOrientationDifference) = (summary.compared.count, summary.medianDifference)
    let direction = summary.direction
    (cycles, directionSelective) = (direction.map { _ in gratings.cycles }, direction?.selective)
    (meanDirectionIndex, meanDirectionIndexError) = (direction?.mean, direction?.standardError)
  }

  package static let files = ["results.json", "neurons.csv", "gratings.png"]

  /// Writes gratings.png, neurons.csv and results.json.
  ///
  /// - Throws: `FileError` or `FigureError`.
  public func write(to folder: String, from listener: RunElectrode, seed: UInt64) async throws {
    try FileReading.createFolder(folder)
    try await summary.figure(of: gratings, seed: seed).write(to: "\(folder)/gratings.png")
    try AtomicFile.write(GratingTuning.csv(tuning), to: "\(folder)/neurons.csv")
    try listener.write("gratings", self, to: folder)
  }

  /// The findings as names and values.
  package var rows: [(name: String, value: String)] {
    [
      ("neurons", "\(neurons), \(driven) driven by at least one grating"),
      (
        "orientation selectivity",
        "\(Text.fixed(medianSelectivity ?? .nan, decimals: 2)) (median)"
      ),
      (
        "orientation against Gabor",
        "\(Text.fixed(medianOrientationDifference ?? .nan, decimals: 1))° apart (median of \(compared))"
      ),
    ]
      + (directionSelective.map { selective in
        [
          ("direction index", Text.mean(meanDirectionIndex, meanDirectionIndexError)),
          ("direction selective", "\(selective) neurons, above 1/3 in both halves of the trials"),
        ]
      } ?? [])
  }
}

extension GratingTuning {
  /// One neuron per line, RFC 4180.
  fileprivate static func csv(_ neurons: [GratingTuning]) -> String {
    let hasDirections = neurons.contains { $0.directionIndex != nil }
    var table = CSVTable(
      [
        "neuron", "orientation", "frequency", "spikes_a_frame", "selectivity", "gabor_orientation",
        "gabor_frequency",
      ] + (hasDirections ? ["direction", "direction_index"] : []))
    for found in neurons {
      let direction = found.directionIndex
      table.append(
        [
          found.neuron, found.orientation, found.frequency, found.peak, found.selectivity,
          found.gaborOrientation, found.gaborFrequency,
        ] + (hasDirections ? [direction?.direction, direction?.value] : []))
    }
    return table.text
  }
}

extension GratingSummary {
  /// The most selective neurons, their frequencies, the atoms' orientations, and all selectivities.
  fileprivate func figure(of gratings: Gratings, seed: UInt64) -> RelationFigure {
    let examples = driven.sorted {
      ($0.selectivity ?? 0) * $0.peak > ($1.selectivity ?? 0) * $1.peak
    }.prefix(3)
    var orientation = RelationFigure.Plot(
      "orientation", abscissa: "drift direction (degrees)", ordinate: "spikes per frame",
      series: examples.map { neuron in
        RelationFigure.Series(
          "neuron \(neuron.neuron)",
          zip(gratings.orientations, neuron.byOrientation[0]).map { .init(x: $0, y: $1) })
      })
    let frequency = RelationFigure.Plot(
      "spatial frequency", abscissa: "cycles per picture", ordinate: "spikes per frame",
      series: examples.map { neuron in
        RelationFigure.Series(
          "neuron \(neuron.neuron)",
          zip(gratings.frequencies, neuron.byFrequency).map { .init(x: $0, y: $1) })
      })
    var atom = RelationFigure.Plot(
      "preferred orientation and atom",
      abscissa: "orientation of the atom's Gabor function (degrees)",
      ordinate: "preferred direction (degrees)",
      series: [
        RelationFigure.Series(
          "all neurons", compared.compactMap(\.placeByAtom).map { .init(x: $0.x, y: $0.y) },
          style: .points),
        RelationFigure.Series(
          "equal", [.init(x: 0, y: 0), .init(x: 180, y: 180)], style: .curve),
      ])
    let selectivity = RelationFigure.Plot(
      "selectivity", ordinate: "|Σ r e²ⁱᶿ| / Σ r", ofAllNeurons: driven.compactMap(\.selectivity))
    (orientation.abscissaStep, atom.abscissaStep, atom.ordinateStep) = (45, 45, 45)
    return RelationFigure(
      [orientation, frequency, atom, selectivity] + directionPlots,
      title: "\(driven.count) neurons driven by gratings, seed \(seed)")
  }
}

extension GratingSummary {
  /// All direction indices, and those of one half of the trials over those of the other; none unless gratings drifted all around.
  private var directionPlots: [RelationFigure.Plot] {
    guard let direction else { return [] }
    let halves = driven.compactMap(\.directionIndex?.halves).compactMap { halves in
      halves[0].flatMap { first in halves[1].map { RelationFigure.Point(x: first, y: $0) } }
    }
    return [
      RelationFigure.Plot(
        "direction selectivity", ordinate: "direction index", ofAllNeurons: direction.indices),
      RelationFigure.Plot(
        "direction index in halves of the trials", abscissa: "first half", ordinate: "second half",
        series: [
          RelationFigure.Series("all neurons", halves, style: .points),
          RelationFigure.Series("equal", [.init(x: -1, y: -1), .init(x: 1, y: 1)], style: .curve),
        ]),
    ]
  }
}

extension RunElectrode {
  /// Shows gratings and finds what every neuron prefers.
  ///
  /// - Parameters:
  ///   - cycle: frames in one drift cycle.
  ///   - cycles: how many cycles are shown; spikes count from the second, if there is one.
  ///   - allDirections: whether gratings drift both ways, twice, so that direction selectivity is measured, too.
  /// - Throws: what `Recording.next()` throws.
  public func gratings(
    cycle: Int, cycles: Int = 1, allDirections: Bool = false
  ) throws -> GratingFindings {
    var gratings =
      allDirections ? .inAllDirections(cycle: cycle, cycles: cycles) : Gratings(cycle: cycle)
    gratings.cycles = cycles
    var counts = [Int](repeating: 0, count: gratings.trials * electrode.neurons)
    try show(
      gratings.frames(side: electrode.side), count: gratings.frameCount, called: "drifting"
    ) {
      if gratings.counts(frame: $0.index) { $0.inference.add(to: &counts) }
    }
    return GratingFindings(
      gratings.tuning(counts: counts, fits: electrode.gaborFits(), side: electrode.side),
      of: gratings)
  }
}

extension GratingTuning {
  /// The atom's orientation, and the preferred one at most 90° from it: 2° and 178° are neighbors.
  fileprivate var placeByAtom: (x: Double, y: Double)? {
    gaborOrientation.map { ($0, $0 + remainder(orientation - $0, 180)) }
  }
}
