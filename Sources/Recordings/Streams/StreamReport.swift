// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
package import Streaming
internal import Video

/// What was measured of a stream, for people and for programs.
package struct StreamReport: Findings {
  private let summary: StreamRecord.Summary
  private let seed: String
  private let files: [(name: String, path: String?)]

  /// A report; `files` are those that were written, if their paths are not nil.
  package init(
    _ record: StreamRecord, of stream: RunStream, files: [(name: String, path: String?)]
  ) {
    summary = record.summary(
      patches: stream.tiles.tiling.count, neurons: stream.neurons, seed: stream.options.seed)
    (seed, self.files) = ("\(stream.options.seed)", files)
  }

  package func encode(to encoder: any Encoder) throws { try summary.encode(to: encoder) }

  package var text: String {
    func number(_ value: Double) -> String { Text.number(value, digits: 3) }
    let rows = [
      (name: "frames", value: "\(summary.frames), \(summary.droppedFrames) dropped"),
      ("speed", "\(number(summary.framesPerSecond)) frames/s"),
      (
        "latency",
        "\(number(summary.latencyP50Ms)) ms, 99 % within \(number(summary.latencyP99Ms)) ms"
      ),
      ("neurons", "\(summary.neurons) in \(summary.patches) tiles"),
      ("spikes", "\(summary.spikes)"),
      ("free energy", "\(Text.number(summary.freeEnergyPerFrame)) nats per frame"),
      (
        "divergence, from before to after a frame",
        "\(Text.number(summary.divergencePerFrame)) nats per frame"
      ),
      (
        "divergence, summed over steps",
        "\(Text.number(summary.stepDivergencePerFrame)) nats per frame"
      ),
      (
        "divergence, of the first step",
        "\(Text.number(summary.firstStepDivergencePerFrame)) nats per frame"
      ),
      ("R²", summary.r2.map { Text.fixed($0, decimals: 3) } ?? "undefined"), ("seed", seed),
    ]
    return Text.table(
      rows + files.compactMap { file in file.path.map { (name: file.name, value: $0) } })
  }
}
