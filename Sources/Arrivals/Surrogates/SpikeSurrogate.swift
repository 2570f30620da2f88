// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

/// A way to destroy one feature of a recording and keep the others, to see whether a statistic needs it.
///
/// | surrogate | keeps | destroys |
/// |---|---|---|
/// | ``dither(by:)`` | rates slower than the dither | the times of spikes, and what pairs of neurons share in them |
/// | ``jitter(windows:)`` | the count in every window | the times of spikes within windows |
/// | ``shuffleIntervals`` | count, last spike and the law of the intervals | the order of the intervals |
///
/// ```swift
/// let surrogate = SpikeSurrogate.dither(by: 0.015)
/// let chance = try (0..<1000).map { try surrogate.raster(from: raster, seed: 7, trial: $0) }
/// ```
/// Draw i of neuron n and surrogate s is draw i at (`surrogates/dither`, `surrogates/jitter` or
/// `surrogates/intervals`; n, s, 0) of the seed contract.
///
/// > Reference: S. Louis, C. Borgelt and S. Grün, in Analysis of Parallel Spike Trains, Springer (2010) 359–382,
/// > doi:10.1007/978-1-4419-5675-0_17; A. Date, E. Bienenstock and S. Geman, technical report, Brown University (1998).
public enum SpikeSurrogate: Hashable, Sendable {
  /// Every spike moves by a uniform time of at most so many seconds; those that leave the observation are dropped.
  case dither(by: Double)
  /// Every spike moves to a uniform place in its window; windows of so many seconds begin with the observation.
  case jitter(windows: Double)
  /// The intervals of a neuron, the wait before its first spike included, come in a random order.
  case shuffleIntervals

  /// What the draws are for.
  public var purpose: Purpose {
    switch self {
    case .dither: "surrogates/dither"
    case .jitter: "surrogates/jitter"
    case .shuffleIntervals: "surrogates/intervals"
    }
  }

  /// Draws a surrogate of a recording.
  ///
  /// - Parameters:
  ///   - raster: the recording.
  ///   - seed: decides the draws.
  ///   - trial: which surrogate this is, 0 to 2³² − 1.
  /// - Throws: `SpikeTrainError.invalidParameter` when a duration is not finite and positive.
  /// - Complexity: O(spikes · log spikes of a neuron).
  public func raster(
    from raster: SpikeRaster, seed: SeedSequence, trial: Int = 0
  ) throws(SpikeTrainError) -> SpikeRaster {
    guard trial >= 0, trial < 1 << 32 else {
      throw .invalidParameter("trial", value: Double(trial), remedy: "use 0 to 2^32 - 1")
    }
    switch self {
    case .dither(let width), .jitter(let width):
      guard width > 0, width.isFinite, raster.duration / width < 1e12 else {
        throw .invalidParameter(
          "width of a surrogate in seconds", value: width,
          remedy: "use a finite number above a trillionth of the recording's duration")
      }
    case .shuffleIntervals: break
    }
    let key = seed.key(for: purpose)
    var (times, offsets): ([Double], [Int]) = ([], [0])
    for neuron in 0..<raster.neuronCount {
      var draws = PhiloxDraws(key: key, neuron, trial, 0)
      times += self.times(from: raster.times(of: neuron), in: raster.interval, &draws)
      offsets.append(times.count)
    }
    return SpikeRaster(drawnTimes: times, offsets: offsets, interval: raster.interval)
  }

  private func times(
    from times: ArraySlice<Double>, in interval: Range<Double>, _ draws: inout PhiloxDraws
  ) -> [Double] {
    switch self {
    case .dither(let width):
      return times.map { $0 + width * (2 * draws.uniform() - 1) }.filter(interval.contains).sorted()
    case .jitter(let width):
      return times.map { time in
        let start = interval.lowerBound
        let window = ((time - start) / width).rounded(.down)
        let lower = min(start + window * width, time)
        let upper = min(max(start + (window + 1) * width, time), interval.upperBound)
        return min(max(lower + (upper - lower) * draws.uniform(), lower), upper.nextDown)
      }.sorted()
    case .shuffleIntervals:
      var intervals = zip([interval.lowerBound] + times, times).map { $1 - $0 }
      for last in stride(from: intervals.count - 1, to: 0, by: -1) {
        let chosen = Int(draws.bits().multipliedFullWidth(by: UInt64(last + 1)).high)
        intervals.swapAt(last, chosen)
      }
      var time = interval.lowerBound
      return intervals.map {
        time = min(time + $0, interval.upperBound.nextDown)
        return time
      }
    }
  }
}
