// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Runs
internal import SpikeTrains

/// The cost of drawing a population: its spikes, and a draw for every window of each neuron.
struct SamplingCost {
  let rates: [Rate]
  /// The rate of a mother process, which every block of neurons draws for itself; 0 without one.
  let motherHertz: Double
  /// Seconds.
  let duration: Double
  /// Seconds; nil when time is not divided into windows.
  let window: Double?
  /// How many neurons are drawn at once.
  let block: Int

  /// A few minutes on one core, at a few nanoseconds each.
  static let mostWindows = 1e11
  /// Tens of minutes, and 800 GB.
  static let mostSpikes = 1e11
  /// The windows of one neuron have 32-bit numbers.
  static let mostWindowsOfANeuron = 4e9

  /// The expected number of spikes, including those of mother processes.
  var spikes: Double {
    let own = rates.reduce(0) { $0 + $1.hertz }
    let blocks = (Double(rates.count) / Double(block)).rounded(.up)
    return (own + motherHertz * blocks) * duration
  }

  /// How many windows of this length each neuron has.
  private func windows(of window: Double) -> Double { (duration / window).rounded(.up) }

  private func isTooMany(_ windows: Double) -> Bool {
    windows >= Self.mostWindowsOfANeuron || Double(rates.count) * windows > Self.mostWindows
  }

  /// Refuses work that would take hours.
  func check() throws(Refusal) {
    if let window, isTooMany(windows(of: window)) {
      var longer = pow(10, log10(window).rounded(.down))
      while isTooMany(windows(of: longer)) || longer <= window { longer *= 10 }
      let windows = windows(of: window)
      throw Refusal(
        .usage,
        "\(Text.count(rates.count, "neuron")) × \(Text.number(windows)) windows of \(Text.plain(window)) s are "
          + "\(Text.number(Double(rates.count) * windows)) draws for \(Text.number(spikes)) spikes; the limits are 1e11 in all "
          + "and 4e9 per neuron. Give --window \(Text.plain(longer)) or a shorter --duration.")
    }
    guard spikes <= Self.mostSpikes else {
      throw Refusal(
        .usage,
        "\(Text.count(rates.count, "neuron")) would fire \(Text.number(spikes)) spikes in \(Text.number(duration)) s, "
          + "\(Text.number(spikes * 8e-9)) GB; at most 1e11 can be drawn. Give fewer neurons or a shorter --duration."
      )
    }
  }
}
