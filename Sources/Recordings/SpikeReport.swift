// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
package import Randomness

/// What was written into a spike file, for people and for programs.
package struct SpikeReport: Findings {
  package let file: String
  package let figure: String?
  package var process: String?
  package let spikes: Int
  package let neurons: Int
  package var presentations: Int?
  /// Seconds.
  package let duration: Double
  /// Spikes per second per neuron.
  package let meanRate: Double
  package let seed: UInt64
  package let stream: String?
  private let rows: [(name: String, value: String)]

  private enum CodingKeys: String, CodingKey {
    case file, figure, process, spikes, neurons, presentations, duration, meanRate, seed, stream
  }

  /// A report; `rows` say what the numbers do not.
  package init(
    _ result: SpikeOutput.Result, to file: String, figure: String?, neurons: Int, duration: Double,
    seed: SeedSequence, rows: [(name: String, value: String)]
  ) {
    (self.file, self.figure, self.neurons, self.duration) = (file, figure, neurons, duration)
    (spikes, self.seed, stream) = (result.spikes, seed.seed, seed.namedStream)
    meanRate = Double(result.spikes) / (duration * Double(neurons))
    self.rows = rows + [("mean rate", "\(Text.number(meanRate)) Hz"), ("seed", "\(seed)")]
  }

  package var text: String {
    Text.table(
      [("spikes", "\(spikes)")] + rows + [("file", file)] + (figure.map { [("figure", $0)] } ?? []))
  }
}
