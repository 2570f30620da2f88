// SPDX-License-Identifier: GPL-3.0-or-later

/// The spikes of one neuron while it was observed.
///
/// ```
/// interval.lowerBound ≤ times[0] ≤ times[1] ≤ … < interval.upperBound
/// ```
/// Equal times are allowed: an exponential draw may be exactly 0. The interval belongs to the
/// train because silence is data too: no spikes in 10 s is not the same as not having looked.
public struct SpikeTrain: Hashable, Sendable {
  /// When the neuron fired, in non-decreasing order, in seconds.
  public let times: [Double]
  /// When the neuron was observed, in seconds; the end is excluded.
  public let interval: Range<Double>

  /// Creates a train from times that may come from anywhere.
  ///
  /// - Throws: ``SpikeTrainError`` when a time is not finite, out of order or outside `interval`,
  ///   or when `interval` is infinite.
  /// - Complexity: O(spikes).
  public init(times: [Double], interval: Range<Double>) throws(SpikeTrainError) {
    self.init(validTimes: times, interval: interval)
    try checkInvariants()
  }

  init(validTimes times: [Double], interval: Range<Double>) {
    self.times = times
    self.interval = interval
  }

  /// How many spikes there are.
  public var spikeCount: Int { times.count }

  /// How long the neuron was observed, in seconds.
  public var duration: Double { interval.upperBound - interval.lowerBound }

  /// Checks that the times are finite, sorted and inside a finite interval.
  ///
  /// - Throws: ``SpikeTrainError`` naming the first fault.
  /// - Complexity: O(spikes).
  public func checkInvariants() throws(SpikeTrainError) {
    try Self.check(interval: interval)
    try Self.check(times: times[...], interval: interval, neuron: nil)
  }

  static func check(interval: Range<Double>) throws(SpikeTrainError) {
    guard interval.lowerBound.isFinite, interval.upperBound.isFinite else {
      throw .infiniteInterval(interval)
    }
  }

  static func check(
    times: ArraySlice<Double>, interval: Range<Double>, neuron: Int?
  ) throws(SpikeTrainError) {
    var previous = -Double.infinity
    for index in times.indices {
      let time = times[index]
      let place = index - times.startIndex
      guard time.isFinite else {
        throw .timeNotFinite(time: time, index: place, neuron: neuron)
      }
      guard time >= previous else {
        throw .unsorted(time: time, previous: previous, index: place, neuron: neuron)
      }
      guard interval.contains(time) else {
        throw .outsideInterval(time: time, interval: interval, index: place, neuron: neuron)
      }
      previous = time
    }
  }
}
