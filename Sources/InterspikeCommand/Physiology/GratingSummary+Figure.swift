// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Figures
internal import Physiology

extension GratingTuning {
  /// One neuron per line, RFC 4180.
  static func csv(_ neurons: [GratingTuning]) -> String {
    var table = CSVTable([
      "neuron", "orientation", "frequency", "spikes_a_frame", "selectivity", "gabor_orientation",
      "gabor_frequency",
    ])
    for found in neurons {
      table.append([
        found.neuron, found.orientation, found.frequency, found.peak, found.selectivity,
        found.gaborOrientation, found.gaborFrequency,
      ])
    }
    return table.text
  }
}

extension GratingSummary {
  /// The most selective neurons, their frequencies, the atoms' orientations, and all selectivities.
  func figure(of gratings: Gratings, seed: UInt64) -> RelationFigure {
    let examples = driven.sorted {
      ($0.selectivity ?? 0) * $0.peak > ($1.selectivity ?? 0) * $1.peak
    }.prefix(3)
    let ordered = driven.compactMap(\.selectivity).sorted()
    return RelationFigure(
      [
        RelationFigure.Plot(
          "orientation", abscissa: "drift direction in degrees", ordinate: "spikes per frame",
          series: examples.map { neuron in
            RelationFigure.Series(
              "neuron \(neuron.neuron)",
              zip(gratings.orientations, neuron.byOrientation[0]).map {
                .init(x: $0, y: $1)
              })
          }),
        RelationFigure.Plot(
          "spatial frequency", abscissa: "cycles per picture", ordinate: "spikes per frame",
          series: examples.map { neuron in
            RelationFigure.Series(
              "neuron \(neuron.neuron)",
              zip(gratings.frequencies, neuron.byFrequency).map { .init(x: $0, y: $1) })
          }),
        RelationFigure.Plot(
          "preferred orientation and atom",
          abscissa: "orientation of the atom's Gabor function in degrees",
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
