// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
package import Figures
internal import Randomness
package import Streaming
internal import Video

extension StreamRecord {
  /// Frames, what was seen of them, where they were a surprise, and the spikes of one tile, above free energy, surprise, cost and quality.
  package func figure(of stream: RunStream, glimpses: StreamGlimpses) -> StreamFigure {
    let frameInterval = stream.options.timing.frameInterval
    func plot(_ heading: String, _ ordinate: String, _ values: [Double]) -> RelationFigure.Plot {
      let heights = values.filter(\.isFinite)
      let borders = stream.film.cuts.map { (seconds.first ?? 0) + Double($0) * frameInterval }.map {
        time in
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
    let exposure = Double(stream.neurons) * frameInterval
    var surprise = plot(
      "surprise: divergence from the prior belief", "1000 nats per frame",
      divergences.map { $0 / 1000 })
    surprise.series.append(
      RelationFigure.Series(
        "the same belief from rest",
        zip(seconds, glimpses.divergencesFromRest).map { .init(x: $0, y: $1 / 1000) },
        style: .curve))
    let curves = RelationFigure(
      [
        plot("free energy", "1000 nats per frame", freeEnergies.map { $0 / 1000 }),
        surprise,
        plot("metabolic cost", "spikes/s per neuron", spikes.map { Double($0) / exposure }),
        plot("variance explained", "R²", explained),
      ])
    return StreamFigure(
      moments: glimpses.moments, spikes: glimpses.spikes, rows: glimpses.rows,
      raster: glimpses.heading,
      seconds: (seconds.first ?? 0)..<(seconds.last ?? 0) + frameInterval, curves: curves,
      title:
        "\(Text.count(frames, "frame")), \(Text.count(stream.neurons, "neuron")), seed \(stream.options.seed.seed)"
    )
  }
}
