// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Figures
internal import Recordings
internal import Streaming
internal import Video

extension Stream {
  /// Draws the figure and reports what was measured.
  func report(_ record: StreamRecord, of stream: RunStream) async throws {
    let (tiles, neurons) = (stream.tiles.tiling.count, stream.neurons)
    let summary = record.summary(patches: tiles, neurons: neurons, seed: seed.sequence())
    if let figure {
      let drawing = record.figure(
        title:
          "\(Text.count(record.frames, "frame")), \(Text.count(neurons, "neuron")), seed \(seed.seed)",
        neurons: neurons, frameInterval: stream.options.timing.frameInterval,
        cuts: stream.film.cuts
      )
      // In its own task, so that a signal that stops the stream does not stop its figure.
      try await Task { try await drawing.write(to: figure) }.value
    }
    if json { return try write(JSONText.encode(summary)) }
    var rows = [
      (name: "frames", value: "\(summary.frames), \(summary.droppedFrames) dropped"),
      ("speed", "\(Text.number(summary.framesPerSecond, digits: 3)) frames/s"),
      (
        "latency",
        "\(Text.number(summary.latencyP50Ms, digits: 3)) ms, 99 % within \(Text.number(summary.latencyP99Ms, digits: 3)) ms"
      ),
      ("neurons", "\(neurons) in \(tiles) tiles"), ("spikes", "\(summary.spikes)"),
      ("free energy", "\(Text.number(summary.freeEnergyPerFrame)) nats per frame"),
      (
        "of which divergence, after a frame from before it",
        "\(Text.number(summary.divergencePerFrame)) nats per frame"
      ),
      (
        "divergence, summed over steps",
        "\(Text.number(summary.stepDivergencePerFrame)) nats per frame"
      ),
      ("R²", summary.r2.map { Text.fixed($0, decimals: 3) } ?? "undefined"),
      ("seed", "\(seed.sequence())"),
    ]
    for (name, path) in [
      ("file", output), ("film", reconstruction), ("figure", figure), ("state", saveState),
    ] {
      if let path { rows.append((name, path)) }
    }
    try write(Text.table(rows))
  }

  /// When the video goes to standard output, nothing else may.
  private func write(_ text: String) throws {
    if reconstruction == "-" { Console.write(text + "\n") } else { try Output.write(text) }
  }
}
