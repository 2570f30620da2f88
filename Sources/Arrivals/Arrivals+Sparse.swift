// SPDX-License-Identifier: GPL-3.0-or-later

internal import CArrivals
internal import Randomness
public import SpikeTrains

extension Arrivals {
  /// The exact counts of the neurons that fire, shape [trials, neurons]: ``counts()`` without the zeros.
  ///
  /// Neurons whose first interval surely outlasts the window, told in single precision with a margin, are
  /// passed over; all others are drawn as for ``counts()``, so that both agree to the last spike. Use it
  /// when few neurons fire.
  ///
  /// - Precondition: trials × neurons is below 2³².
  /// - Complexity: O(trials · neurons + spikes), about a Philox block a silent neuron.
  public func sparseCounts() -> SparseCounts {
    guard let spikes = drawn(in: 0..<1, duration: 1, capacity: nil) else {
      fatalError("no memory for the counts of \(logRates.count) neurons")
    }
    return spikes.counts
  }

  /// The spikes of all trials in one window of time, each at the time that ``trains(windowDuration:)``
  /// gives it, in seconds.
  ///
  /// All trials run at the same time, as neurons of one population do. The window may be shorter than
  /// `duration` by rounding: times at its end or after it move to the last moment within.
  ///
  /// - Parameters:
  ///   - interval: the window in seconds.
  ///   - duration: what a log-rate is the expected count of, in seconds; that of the window up to rounding.
  /// - Precondition: trials × neurons is below 2³².
  /// - Throws: ``ArrivalError/invalidDuration(_:)``.
  /// - Complexity: as ``sparseCounts()``.
  public func spikes(
    in interval: Range<Double>, duration: Double
  ) throws(ArrivalError) -> WindowSpikes {
    guard duration > 0, duration.isFinite, interval.lowerBound.isFinite, !interval.isEmpty else {
      throw .invalidDuration(duration)
    }
    let expected = arrivals_expected(instructionSet.kernel, logRates, logRates.count)
    // Ten standard deviations: the second attempt is for the one run in 10²³ that needs it.
    var capacity = Int(expected + 10 * expected.squareRoot()) + 64
    while true {
      if let spikes = drawn(in: interval, duration: duration, capacity: capacity) { return spikes }
      capacity *= 2
    }
  }

  /// The spikes, or counts alone without a capacity; nil when there are more spikes than that.
  private func drawn(
    in interval: Range<Double>, duration: Double, capacity: Int?
  ) -> WindowSpikes? {
    guard logRates.count < 1 << 32 else {
      fatalError("\(logRates.count) neurons do not fit a list of 2^32 places")
    }
    var times: [Double] = []
    var (active, spikes) = (Int64(0), Int64(-1))
    let (places, counts) = withPlaces(min(capacity ?? .max, logRates.count) + 1) { places, counts in
      func draw(_ times: UnsafeMutablePointer<Double>?) {
        spikes = withRequest { request in
          arrivals_spikes(
            instructionSet.kernel, &request, interval.lowerBound, interval.upperBound, duration,
            places, counts, times, Int64(capacity ?? 0), &active)
        }
      }
      if let capacity {
        times = [Double](unsafeUninitializedCapacity: capacity) { buffer, filled in
          draw(buffer.baseAddress)
          filled = max(0, Int(spikes))
        }
      } else {
        draw(nil)
      }
      return spikes < 0 ? 0 : Int(active)
    }
    guard spikes >= 0 else { return nil }
    let sparse = SparseCounts(
      uncheckedPlaces: places, counts: counts, trials: trials.count, neurons: neurons.count)
    return WindowSpikes(uncheckedTimes: times, counts: sparse, interval: interval)
  }

  /// Two lists for a kernel to fill, cut to what it filled.
  private func withPlaces(
    _ capacity: Int,
    _ fill: (UnsafeMutablePointer<UInt32>?, UnsafeMutablePointer<UInt32>?) -> Int
  ) -> (places: [UInt32], counts: [UInt32]) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * capacity) { room in
      let places = UnsafeMutableBufferPointer(rebasing: room[..<capacity])
      let counts = UnsafeMutableBufferPointer(rebasing: room[capacity...])
      let filled = fill(places.baseAddress, counts.baseAddress)
      return (
        Array(UnsafeBufferPointer(rebasing: places[..<filled])),
        Array(UnsafeBufferPointer(rebasing: counts[..<filled]))
      )
    }
  }
}
