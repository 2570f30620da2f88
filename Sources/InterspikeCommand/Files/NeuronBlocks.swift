// SPDX-License-Identifier: GPL-3.0-or-later

internal import Runs

/// How many neurons are drawn at a time on a thread, so that memory does not grow with the presentations.
struct NeuronBlocks {
  /// The most spikes that are drawn of one neuron.
  static let mostSpikes = 1e8
  /// Neurons of a block.
  let size: Int

  /// Blocks of about a million spikes, and as many rates of presentations, or of one neuron, which may have more.
  ///
  /// - Parameters:
  ///   - spikes: how many the neuron that fires most is expected to have.
  ///   - presentations: how often stimuli are shown, each for `window` seconds.
  ///   - remedy: which options make fewer spikes.
  /// - Throws: `Refusal` for a neuron of more spikes than are drawn.
  init(
    spikes: Double, presentations: Int, window: Double, largest: Int, remedy: String
  ) throws(Refusal) {
    guard spikes <= Self.mostSpikes else {
      throw Refusal(
        .usage,
        "a neuron would fire \(Text.number(spikes)) spikes in "
          + "\(Text.count(presentations, "presentation")) of \(Text.number(window)) s; at most 1e8 can be drawn "
          + "for one neuron. Lower \(remedy).")
    }
    size = Int(min(Double(largest), max(1, 1e6 / max(1, spikes, Double(presentations)))))
  }
}
