// SPDX-License-Identifier: GPL-3.0-or-later

/// A statistic in windows that slide over an observation.
///
/// Window i is [start + i·step, start + i·step + duration); those that end after the observation are left out.
public struct SlidingStatistic: Hashable, Sendable {
  /// When each window begins, in seconds from the start of the observation.
  public let starts: [Double]
  /// How long a window lasts, in seconds.
  public let windowDuration: Double
  /// The statistic in each window; `nil` where it is not defined.
  public let values: [Double?]

  init(
    over duration: Double, windowDuration: Double, step: Double,
    _ value: (_ window: Range<Double>) -> Double?
  ) throws(SpikeTrainError) {
    try SpikeTrainError.check(positive: windowDuration, "duration of a window in seconds")
    try SpikeTrainError.check(positive: step, "step of a window in seconds")
    let last = (duration * (1 + 1e-12) - windowDuration) / step
    guard last < 1e7 else {
      throw .invalidParameter(
        "step of a window in seconds", value: step,
        remedy: "use one that makes at most 10 million windows")
    }
    starts = last < 0 ? [] : (0...Int(last)).map { Double($0) * step }
    self.windowDuration = windowDuration
    values = starts.map { value($0..<$0 + windowDuration) }
  }
}

extension SpikeTrain {
  /// The coefficient of variation of the intervals that lie within each of a row of windows.
  ///
  /// - Throws: ``SpikeTrainError/invalidParameter(_:value:remedy:)`` when a duration is not finite and positive.
  /// - Complexity: O(windows · log spikes + spikes · duration/step).
  public func slidingCoefficientOfVariation(
    windowDuration: Double, step: Double
  ) throws(SpikeTrainError) -> SlidingStatistic {
    try SlidingStatistic(over: duration, windowDuration: windowDuration, step: step) { window in
      let inside = spikes(in: window)
      return InterspikeIntervals(zip(times[inside], times[inside].dropFirst()).map { $1 - $0 })
        .coefficientOfVariation
    }
  }

  /// The places of the spikes in a window, in seconds from the start of the observation.
  fileprivate func spikes(in window: Range<Double>) -> Range<Int> {
    func first(notBefore time: Double) -> Int {
      var (low, high) = (0, times.count)
      while low < high {
        let middle = (low + high) / 2
        if times[middle] - interval.lowerBound < time { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return first(notBefore: window.lowerBound)..<first(notBefore: window.upperBound)
  }
}

extension SlidingStatistic {
  /// The Fano factor of a neuron's counts over trials, in each of a row of windows.
  ///
  /// - Parameters:
  ///   - trials: the train of the neuron in each trial.
  ///   - windowDuration: how long a window is, in seconds.
  ///   - step: how far a window begins after the one before, in seconds.
  /// - Throws: ``SpikeTrainError/differentIntervals(_:_:)`` when trials do not last equally long (to one part in 10⁹),
  ///   ``SpikeTrainError/invalidParameter(_:value:remedy:)`` when a duration is not finite and positive.
  /// - Complexity: O(trials · windows · log spikes).
  /// > Reference: M. P. Nawrot et al., J. Neurosci. Methods 169 (2008) 374–390, doi:10.1016/j.jneumeth.2007.10.013;
  /// > M. M. Churchland et al., Nat. Neurosci. 13 (2010) 369–378, doi:10.1038/nn.2501.
  public static func fanoFactor(
    ofTrials trials: [SpikeTrain], windowDuration: Double, step: Double
  ) throws(SpikeTrainError) -> SlidingStatistic {
    let duration = trials.first?.duration ?? 0
    for trial in trials where (trial.duration - duration).magnitude > 1e-9 * duration {
      throw .differentIntervals(trials[0].interval, trial.interval)
    }
    return try SlidingStatistic(over: duration, windowDuration: windowDuration, step: step) {
      window in
      SpikeCounts(trials.map { $0.spikes(in: window).count }, trials: trials.count, neurons: 1)
        .fanoFactor(of: 0)
    }
  }
}
