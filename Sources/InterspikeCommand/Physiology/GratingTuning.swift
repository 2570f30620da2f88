// SPDX-License-Identifier: GPL-3.0-or-later

internal import Evaluation
internal import Figures
internal import Foundation

/// How one neuron answers gratings.
struct GratingTuning {
  typealias Axes = ExperimentGratings

  let neuron: Int
  /// Spikes a frame at each orientation, at the preferred frequency, full and half contrast.
  let byOrientation: [[Double]]
  /// Spikes a frame at each frequency, at the preferred orientation and full contrast.
  let byFrequency: [Double]
  /// Degrees.
  let orientation: Double
  /// Cycles a picture.
  let frequency: Double
  let peak: Double
  /// |Σ r e^{2iθ}|/Σ r, 0 for no preference and 1 for one orientation alone; nil for a silent neuron.
  let selectivity: Double?
  /// What its atom's Gabor function says, in degrees; nil when none explains half of the atom.
  let gaborOrientation: Double?
  /// In cycles a picture.
  let gaborFrequency: Double?

  /// Finds the best grating at full contrast.
  init(
    _ neuron: Int, fit: GaborFit?, side: Int,
    rate: (_ orientation: Int, _ frequency: Int, _ contrast: Int) -> Double
  ) {
    self.neuron = neuron
    let full = Axes.contrasts.count - 1
    var best = (orientation: 0, frequency: 0)
    for frequency in Axes.frequencies.indices {
      for orientation in Axes.orientations.indices
      where rate(orientation, frequency, full) > rate(best.orientation, best.frequency, full) {
        best = (orientation, frequency)
      }
    }
    byOrientation = Axes.contrasts.indices.reversed().map { contrast in
      Axes.orientations.indices.map { rate($0, best.frequency, contrast) }
    }
    byFrequency = Axes.frequencies.indices.map { rate(best.orientation, $0, full) }
    orientation = Axes.orientations[best.orientation]
    frequency = Axes.frequencies[best.frequency]
    peak = rate(best.orientation, best.frequency, full)
    let total = byOrientation[0].reduce(0, +)
    let angles = Axes.orientations.map { $0 * .pi / 90 }
    let (real, imaginary) = zip(byOrientation[0], angles).reduce((0.0, 0.0)) {
      ($0.0 + $1.0 * cos($1.1), $0.1 + $1.0 * sin($1.1))
    }
    selectivity = total > 0 ? hypot(real, imaginary) / total : nil
    let isGabor = fit?.isGaborLike ?? false
    gaborOrientation = isGabor ? fit.map { $0.orientation * 180 / .pi } : nil
    gaborFrequency = isGabor ? fit.map { $0.frequency * Double(side - 1) } : nil
  }

  /// How far the preferred orientation is from that of the atom, 0 to 90 degrees.
  var orientationDifference: Double? {
    gaborOrientation.map { abs(remainder($0 - orientation, 180)) }
  }

  /// One neuron a line, RFC 4180.
  static func csv(_ neurons: [GratingTuning]) -> String {
    let names =
      "neuron,orientation,frequency,spikes_a_frame,selectivity,gabor_orientation,gabor_frequency"
    let lines = neurons.map { neuron in
      func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
      return
        "\(neuron.neuron),\(neuron.orientation),\(neuron.frequency),\(neuron.peak),\(text(neuron.selectivity)),"
        + "\(text(neuron.gaborOrientation)),\(text(neuron.gaborFrequency))"
    }
    return ([names] + lines).map { $0 + "\r\n" }.joined()
  }
}

/// How a population answers gratings.
struct GratingSummary {
  /// Neurons that some grating makes fire more than once in fifty frames.
  let driven: [GratingTuning]

  init(_ neurons: [GratingTuning]) { driven = neurons.filter { $0.peak > 0.02 } }

  /// Those with a selectivity above a third.
  var selective: [GratingTuning] { driven.filter { ($0.selectivity ?? 0) > 1 / 3 } }
  /// Those whose atom is a Gabor function.
  var compared: [GratingTuning] { driven.filter { $0.gaborOrientation != nil } }
  var medianSelectivity: Double? { Self.median(driven.compactMap(\.selectivity)) }
  /// Degrees.
  var medianDifference: Double? { Self.median(compared.compactMap(\.orientationDifference)) }

  private static func median(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    return sorted.isEmpty ? nil : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// The most selective neurons, their frequencies, the atoms' orientations, and all selectivities.
  func figure(seed: UInt64) -> RelationFigure {
    let examples = driven.sorted {
      ($0.selectivity ?? 0) * $0.peak > ($1.selectivity ?? 0) * $1.peak
    }.prefix(3)
    let ordered = driven.compactMap(\.selectivity).sorted()
    return RelationFigure(
      [
        RelationFigure.Plot(
          "orientation", abscissa: "direction of drift in degrees", ordinate: "spikes a frame",
          series: examples.map { neuron in
            RelationFigure.Series(
              "neuron \(neuron.neuron)",
              zip(ExperimentGratings.orientations, neuron.byOrientation[0]).map {
                .init(x: $0, y: $1)
              })
          }),
        RelationFigure.Plot(
          "spatial frequency", abscissa: "cycles a picture", ordinate: "spikes a frame",
          series: examples.map { neuron in
            RelationFigure.Series(
              "neuron \(neuron.neuron)",
              zip(ExperimentGratings.frequencies, neuron.byFrequency).map { .init(x: $0, y: $1) })
          }),
        RelationFigure.Plot(
          "preference and atom", abscissa: "orientation of the atom's Gabor function in degrees",
          ordinate: "preferred direction in degrees",
          series: [
            RelationFigure.Series(
              "all neurons",
              compared.map { .init(x: $0.gaborOrientation ?? .nan, y: $0.orientation) },
              style: .points)
          ]),
        RelationFigure.Plot(
          "selectivity", abscissa: "share of neurons", ordinate: "|Σ r e^{2iθ}|/Σ r",
          series: [
            RelationFigure.Series(
              "all neurons",
              ordered.enumerated().map {
                .init(x: (Double($0) + 0.5) / Double(ordered.count), y: $1)
              },
              style: .curve)
          ]),
      ], title: "\(driven.count) neurons driven by gratings, seed \(seed)")
  }
}
