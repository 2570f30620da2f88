// SPDX-License-Identifier: GPL-3.0-or-later

package import Figures
internal import Streaming

extension StreamRecord {
  /// Free energy, surprise, cost and quality over the video.
  ///
  /// - Parameter cuts: the first frames of later videos.
  package func figure(
    title: String, neurons: Int, frameInterval: Double, cuts: [Int]
  ) -> RelationFigure {
    func plot(_ heading: String, _ ordinate: String, _ values: [Double]) -> RelationFigure.Plot {
      let heights = values.filter(\.isFinite)
      let borders = cuts.map { (seconds.first ?? 0) + Double($0) * frameInterval }.map { time in
        RelationFigure.Series(
          "another video begins",
          [heights.min(), heights.max()].compactMap { $0 }.map { .init(x: time, y: $0) },
          style: .curve)
      }
      return RelationFigure.Plot(
        heading, abscissa: "time in s", ordinate: ordinate,
        series: [
          RelationFigure.Series(
            "every frame", zip(seconds, values).map { .init(x: $0, y: $1) }, style: .curve)
        ] + borders)
    }
    let exposure = Double(neurons) * frameInterval
    return RelationFigure(
      [
        plot("free energy", "1000 nats per frame", freeEnergies.map { $0 / 1000 }),
        plot(
          "surprise: divergence from the prior belief", "1000 nats per frame",
          divergences.map { $0 / 1000 }),
        plot("metabolic cost", "spikes/s per neuron", spikes.map { Double($0) / exposure }),
        plot("variance explained", "R²", explained),
      ], title: title)
  }
}
