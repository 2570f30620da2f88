// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
package import Figures
internal import Foundation
internal import Runs
package import SpikeFormats
package import SpikeTrains

/// A part of a raster, and the order of its rows.
package struct RasterPart: Sendable {
  /// What decides the order of rows; ties keep the order of neurons.
  package enum Order: String, CaseIterable, Sendable {
    case none
    /// The most spikes in the lowest row.
    case rate
    /// The earliest first spike in the lowest row, with silent neurons above all others.
    case firstSpike = "first-spike"
  }

  /// Seconds of the recording; nil for its ends.
  package let from, to: Double?
  /// The neurons in the order of rows; nil for all.
  package let neurons: [Int]?
  /// What decides the order of rows.
  package let order: Order

  /// A part.
  package init(from: Double?, to: Double?, neurons: [Int]?, order: Order) {
    (self.from, self.to, self.neurons, self.order) = (from, to, neurons, order)
  }

  /// The chosen part of a file's raster, and the numbers of its neurons unless they are 0, 1, 2 ….
  package func part(of whole: SpikeRaster, in file: String) throws -> (SpikeRaster, neurons: [Int]?)
  {
    var raster = whole
    if from != nil || to != nil {
      raster = try whole.restricted(to: try interval(in: whole.interval, of: file))
    }
    if let outside = neurons?.first(where: { $0 >= whole.neuronCount }) {
      throw RunError(
        .settings,
        "\(setting: "neurons") names neuron \(outside); \(file) has "
          + "\(Text.count(whole.neuronCount, "neuron")), counted from 0.")
    }
    var rows = neurons ?? Array(0..<whole.neuronCount)
    switch order {
    case .none: if neurons == nil { return (raster, nil) }
    case .rate:
      rows = Self.sorted(rows) { -raster.times(of: $0).count }
    case .firstSpike:
      rows = Self.sorted(rows) { raster.times(of: $0).first ?? .infinity }
    }
    raster = try raster.restricted(toNeurons: rows)
    return (raster, rows)
  }

  /// The chosen part of a file's spikes as a raster.
  ///
  /// - Throws: `RunError` for times and neurons that the file does not have, and a file without either.
  package func figure(
    of spikes: SpikesOfAFile, in file: String, binWidth: Double?
  ) throws -> RasterFigure {
    guard spikes.raster.neuronCount > 0 else {
      throw RunError(
        .damaged,
        "\(file) holds no spikes and does not say which neurons were observed, so there is nothing to draw. "
          + "Give a file with spikes.")
    }
    let (raster, rows) = try part(of: spikes.raster, in: file)
    let name = URL(fileURLWithPath: file).lastPathComponent
    let chosen = neurons == nil ? "" : "\(raster.neuronCount) of "
    let count = Text.count(spikes.raster.neuronCount, "neuron")
    let atLeast = spikes.statesObservation ? "" : "at least "
    let presentations = spikes.presentations
    let firsts = presentations.indices.filter {
      $0 == 0 || presentations[$0].stimulus != presentations[$0 - 1].stimulus
    }
    var figure = RasterFigure(
      raster,
      title: "\(name): \(chosen)\(atLeast)\(count), \(Text.count(raster.spikeCount, "spike"))",
      seed: spikes.provenance?.seed,
      presentationBoundaries: firsts.map { presentations[$0].start },
      trialBoundaries: presentations.map(\.start), binWidth: binWidth)
    figure.neurons = rows
    switch order {
    case .none: break
    case .rate: figure.row = "neuron by rate"
    case .firstSpike: figure.row = "neuron by first spike"
    }
    return figure
  }

  /// The time interval to draw.
  private func interval(in observed: Range<Double>, of file: String) throws(RunError) -> Range<
    Double
  > {
    let (start, stop) = (from ?? observed.lowerBound, to ?? observed.upperBound)
    for (option, time) in [("from", from), ("to", to)] {
      guard let time else { continue }
      guard time >= observed.lowerBound, time <= observed.upperBound, start < stop else {
        throw RunError(
          .settings,
          "\(setting: option) is \(time); \(file) is observed from \(observed.lowerBound) to "
            + "\(observed.upperBound) s. Choose a time in between.")
      }
    }
    return start..<stop
  }

  private static func sorted<Key: Comparable>(_ rows: [Int], by key: (Int) -> Key) -> [Int] {
    rows.map { ($0, key($0)) }.enumerated()
      .sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }.map(\.element.0)
  }
}
