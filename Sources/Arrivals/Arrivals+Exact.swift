// SPDX-License-Identifier: GPL-3.0-or-later

internal import CArrivals
internal import Randomness
public import SpikeTrains

extension Arrivals {
  /// The exact counts, shape [trials, neurons]: Poisson samples, and the lengths of the trains.
  ///
  /// - Complexity: O(trials · neurons + spikes).
  public func counts() -> SpikeCounts {
    SpikeCounts(countValues().map(Int.init), trials: trials.count, neurons: neurons.count)
  }

  /// The same counts, row after row.
  package func countValues() -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: logRates.count) { counts, filled in
      withRequest { request in
        arrivals_counts(instructionSet.kernel, &request, counts.baseAddress)
      }
      filled = logRates.count
    }
  }

  /// The spike times of every trial and neuron, in seconds from the beginning of each trial's window.
  ///
  /// - Throws: ``ArrivalError/invalidDuration(_:)``.
  /// - Complexity: O(trials · neurons + spikes).
  public func trains(windowDuration: Double) throws(ArrivalError) -> ArrivalTrains {
    try times(in: .simultaneous(trials.count, duration: windowDuration))
  }

  /// The population's raster when the trials are shown one after another from time 0, in seconds.
  ///
  /// Trial k occupies `k * windowDuration ..< (k + 1) * windowDuration`.
  ///
  /// - Throws: ``ArrivalError/invalidDuration(_:)``.
  /// - Complexity: O(trials · neurons + spikes).
  public func raster(windowDuration: Double) throws(ArrivalError) -> SpikeRaster {
    try raster(from: 0, windowDuration: windowDuration)
  }

  /// The same raster, the first trial beginning at `start` seconds.
  public func raster(from start: Double, windowDuration: Double) throws(ArrivalError) -> SpikeRaster
  {
    try raster(
      between: (0...trials.count).map { start + Double($0) * windowDuration },
      windowDuration: windowDuration)
  }

  /// The same raster, window k lasting from border k to border k + 1.
  ///
  /// The borders are `windowDuration` apart up to rounding; neighboring windows share one, so that no
  /// spike can fall between them or into both.
  private func raster(between borders: [Double], windowDuration: Double) throws(ArrivalError)
    -> SpikeRaster
  {
    try times(in: TrialWindows(borders: borders, duration: windowDuration)).raster(
      neurons: neurons.count, interval: borders[0]..<borders[borders.count - 1])
  }

  /// The spike times of trials whose windows lie anywhere in time.
  package func times(in windows: TrialWindows) throws(ArrivalError) -> ArrivalTrains {
    try windows.check()
    let expected = arrivals_expected(instructionSet.kernel, logRates, logRates.count)
    // Ten standard deviations: the second attempt is for the one run in 10²³ that needs it.
    var capacity = Int(expected + 10 * expected.squareRoot()) + 64
    while true {
      var counts = [UInt32](repeating: 0, count: logRates.count)
      var total: Int?
      let times = [Double](unsafeUninitializedCapacity: capacity) { times, filled in
        total = counts.withUnsafeMutableBufferPointer {
          draw(counts: $0, times: times, in: windows)
        }
        filled = total ?? 0
      }
      if total != nil {
        return ArrivalTrains(times: times, counts: counts, duration: windows.duration)
      }
      capacity *= 2
    }
  }

  /// The same, written where the caller wants them.
  ///
  /// - Returns: How many spikes there are; nil when there may be no room for them. Room for one spike more
  ///   than are drawn always suffices.
  /// - Throws: ``ArrivalError/invalidDuration(_:)``.
  package func fill(
    counts: UnsafeMutableBufferPointer<UInt32>, times: UnsafeMutableBufferPointer<Double>,
    in windows: TrialWindows
  ) throws(ArrivalError) -> Int? {
    try windows.check()
    return draw(counts: counts, times: times, in: windows)
  }

  private func draw(
    counts: UnsafeMutableBufferPointer<UInt32>, times: UnsafeMutableBufferPointer<Double>,
    in windows: TrialWindows
  ) -> Int? {
    guard counts.count == logRates.count, windows.starts.count == trials.count else {
      fatalError(
        "\(counts.count) places for \(logRates.count) counts, \(windows.starts.count) windows for "
          + "\(trials.count) trials")
    }
    let total = withRequest { request in
      arrivals_times(
        instructionSet.kernel, &request, windows.starts, windows.duration, counts.baseAddress,
        times.baseAddress, Int64(times.count))
    }
    guard total >= 0 else { return nil }
    windows.keep(times, of: counts)
    return Int(total)
  }
}

/// Where the windows of an array's trials lie in time, in seconds.
package struct TrialWindows: Sendable {
  let starts: [Double]
  /// The borders behind the windows; none where they are exactly `duration` behind the starts.
  private let ends: ArraySlice<Double>
  let duration: Double

  /// Windows one after another, trial k lasting from border k to border k + 1.
  ///
  /// The borders are `duration` apart up to rounding.
  package init(borders: [Double], duration: Double) {
    starts = Array(borders.dropLast())
    ends = borders.dropFirst()
    self.duration = duration
  }

  private init(starts: [Double], duration: Double) {
    (self.starts, ends, self.duration) = (starts, [], duration)
  }

  /// Windows that all begin at 0; no spike is drawn at their end or after it.
  package static func simultaneous(_ count: Int, duration: Double) -> TrialWindows {
    TrialWindows(starts: [Double](repeating: 0, count: count), duration: duration)
  }

  fileprivate func check() throws(ArrivalError) {
    guard duration > 0, duration.isFinite else { throw .invalidDuration(duration) }
  }

  /// Moves spikes that rounding put at the end of their trial's window, or past it, to the last moment
  /// within.
  fileprivate func keep(
    _ times: UnsafeMutableBufferPointer<Double>, of counts: UnsafeMutableBufferPointer<UInt32>
  ) {
    guard !ends.isEmpty, !counts.isEmpty else { return }
    let neurons = counts.count / ends.count
    var position = 0
    for (index, count) in counts.enumerated() {
      let end = ends[ends.startIndex + index / neurons]
      var spike = position + Int(count) - 1
      while spike >= position, times[spike] >= end {
        times[spike] = end.nextDown
        spike -= 1
      }
      position += Int(count)
    }
  }
}

/// The spike times of a [trials, neurons] array, one train after another.
public struct ArrivalTrains: Sendable {
  /// All times in seconds, neuron after neuron within trial after trial.
  public private(set) var times: [Double]
  /// How many belong to each trial and neuron, shape [trials, neurons].
  public private(set) var counts: [UInt32]
  /// The duration of the window in seconds.
  public let duration: Double

  /// Times that were drawn elsewhere.
  ///
  /// - Precondition: the counts add up to the number of times.
  public init(times: [Double], counts: [UInt32], duration: Double) {
    guard (counts.reduce(0) { $0 + Int($1) } == times.count) else {
      fatalError("\(times.count) times do not fill their counts")
    }
    self.times = times
    self.counts = counts
    self.duration = duration
  }

  /// Adds the spikes of the window that follows.
  mutating func append(_ next: ArrivalTrains) {
    times += next.times
    counts += next.counts
  }

  /// Drops the spikes outside an interval.
  mutating func keep(within interval: Range<Double>) {
    var position = 0
    var kept: [Double] = []
    for index in counts.indices {
      let end = position + Int(counts[index])
      let before = kept.count
      for time in times[position..<end] where interval.contains(time) { kept.append(time) }
      counts[index] = UInt32(kept.count - before)
      position = end
    }
    times = kept
  }

  /// Regroups trials that lie one after another in time into one train a neuron.
  func raster(neurons: Int, interval: Range<Double>) -> SpikeRaster {
    var offsets = [Int](repeating: 0, count: neurons + 1)
    for (index, count) in counts.enumerated() { offsets[index % neurons + 1] += Int(count) }
    for neuron in 0..<neurons { offsets[neuron + 1] += offsets[neuron] }
    guard counts.count > neurons else {
      return SpikeRaster(drawnTimes: times, offsets: offsets, interval: interval)
    }
    var next = offsets
    var sorted = [Double](repeating: 0, count: times.count)
    var from = 0
    for (index, count) in counts.enumerated() {
      let neuron = index % neurons
      for spike in 0..<Int(count) { sorted[next[neuron] + spike] = times[from + spike] }
      next[neuron] += Int(count)
      from += Int(count)
    }
    return SpikeRaster(drawnTimes: sorted, offsets: offsets, interval: interval)
  }
}
