// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
package import Runs

/// How many neurons a thread draws at once, so that memory does not grow with the presentations.
package struct NeuronBlocks {
  /// The most spikes that are drawn for one neuron.
  package static let mostSpikes = 1e8
  /// Neurons per block.
  package let size: Int

  /// Blocks of about a million spikes and as many rates of presentations, or of a single neuron with more.
  ///
  /// - Parameters:
  ///   - spikes: the expected number for the neuron that fires most.
  ///   - presentations: how many times stimuli are shown, each for `window` seconds.
  ///   - remedy: the options that reduce the number of spikes.
  /// - Throws: ``RunError`` for a neuron with more spikes than can be drawn.
  package init(
    spikes: Double, presentations: Int, window: Double, largest: Int, remedy: String
  ) throws(RunError) {
    guard spikes <= Self.mostSpikes else {
      throw RunError(
        .settings,
        "a neuron would fire \(Text.number(spikes)) spikes in "
          + "\(Text.count(presentations, "presentation")) of \(Text.number(window)) s; at most 1e8 can be drawn "
          + "for one neuron. Lower \(remedy).")
    }
    size = Int(min(Double(largest), max(1, 1e6 / max(1, spikes, Double(presentations)))))
  }
}
