// SPDX-License-Identifier: GPL-3.0-or-later

/// The spikes that many neurons fired in one window of time, silent neurons left out.
///
/// The times of entry i of ``counts`` follow those of entry i − 1; within a neuron they do not run
/// backwards. It costs 8 bytes a spike and 8 bytes for a neuron that fired.
public struct WindowSpikes: Hashable, Sendable {
  /// Which neurons fired, and how often.
  public let counts: SparseCounts
  /// When, in seconds, neuron after neuron.
  public let times: [Double]
  /// The window in seconds; the end is excluded.
  public let interval: Range<Double>

  /// Spikes of one window.
  ///
  /// - Precondition: the counts add up to the number of times.
  public init(counts: SparseCounts, times: [Double], interval: Range<Double>) {
    guard counts.total == times.count else {
      fatalError("\(times.count) times do not fill \(counts.total) counts")
    }
    self.init(uncheckedTimes: times, counts: counts, interval: interval)
  }

  /// Spikes that a kernel has made, unchecked.
  package init(uncheckedTimes times: [Double], counts: SparseCounts, interval: Range<Double>) {
    self.counts = counts
    self.times = times
    self.interval = interval
  }

  /// How many spikes there are.
  public var spikeCount: Int { times.count }
}
