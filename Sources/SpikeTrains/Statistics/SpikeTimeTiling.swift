// SPDX-License-Identifier: GPL-3.0-or-later

extension SpikeTrain {
  /// The spike time tiling coefficient (STTC): how much the spikes of two neurons belong together, whatever their
  /// rates; −1 to 1.
  ///
  /// ```
  /// STTC = ½ ((P_A − T_B)/(1 − P_A T_B) + (P_B − T_A)/(1 − P_B T_A))
  /// P_A   the share of A's spikes within ±Δt of one of B's       T_A   the share of time within ±Δt of one of A's
  /// ```
  /// A term whose denominator is 0 counts as 1. A pair that is Δt apart up to rounding counts as within it.
  /// Elephant 1.2.1 takes |t − t'| ≤ Δt + 10⁻⁵·|t'|, which for late spikes is a wider window than stated.
  ///
  /// - Parameters:
  ///   - other: the other neuron, observed at the same time.
  ///   - window: Δt in seconds.
  /// - Returns: `nil` when one of them never fired.
  /// - Throws: ``SpikeTrainError`` when the intervals differ or Δt is not finite and positive.
  /// - Complexity: O(spikes of both).
  /// > Reference: C. S. Cutts and S. J. Eglen, J. Neurosci. 34 (2014) 14288–14303,
  /// > doi:10.1523/JNEUROSCI.2767-14.2014.
  public func spikeTimeTilingCoefficient(
    with other: SpikeTrain, within window: Double
  ) throws(SpikeTrainError) -> Double? {
    guard interval == other.interval else { throw .differentIntervals(interval, other.interval) }
    try SpikeTrainError.check(positive: window, "window of coincidence in seconds")
    guard spikeCount > 0, other.spikeCount > 0 else { return nil }
    func term(_ train: SpikeTrain, _ other: SpikeTrain) -> Double {
      let (near, covered) = (train.share(near: other, window), other.coverage(window))
      return near * covered == 1 ? 1 : (near - covered) / (1 - near * covered)
    }
    return (term(self, other) + term(other, self)) / 2
  }

  /// The share of the spikes that are within a window of one of the other's.
  private func share(near other: SpikeTrain, _ window: Double) -> Double {
    let latest = max(interval.lowerBound.magnitude, interval.upperBound.magnitude)
    let reach = window + max(1e-8 * window, 2 * latest.ulp)
    var (near, next) = (0, 0)
    for time in times {
      while next < other.times.count, other.times[next] < time - reach { next += 1 }
      if next < other.times.count, other.times[next] <= time + reach { near += 1 }
    }
    return Double(near) / Double(times.count)
  }

  /// The share of the observation that is within a window of a spike.
  private func coverage(_ window: Double) -> Double {
    let ends =
      min(times[0] - interval.lowerBound, window)
      + min(interval.upperBound - times[times.count - 1], window)
    let between = zip(times, times.dropFirst()).reduce(0) { $0 + min($1.1 - $1.0, 2 * window) }
    return (ends + between) / duration
  }
}
