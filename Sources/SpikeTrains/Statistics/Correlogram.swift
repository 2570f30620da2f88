// SPDX-License-Identifier: GPL-3.0-or-later

/// A correlogram: how often one neuron fired so and so many bins after another.
///
/// ```
/// counts[ℓ] = Σ_b k[b] · l[b + ℓ]      k, l the counts of the two neurons in bin b; ℓ the lag in bins
/// ```
/// A positive lag is a spike of the second neuron after one of the first. That of a neuron with itself is its
/// autocorrelogram: symmetric, and at lag 0 each spike meets itself.
///
/// > Reference: D. H. Perkel, G. L. Gerstein and G. P. Moore, Biophys. J. 7 (1967) 419–440,
/// > doi:10.1016/S0006-3495(67)86597-4; J. J. Eggermont, in Analysis of Parallel Spike Trains, Springer (2010)
/// > 77–102, doi:10.1007/978-1-4419-5675-0_5.
public struct Correlogram: Hashable, Sendable {
  /// The lags in bins.
  public let lags: ClosedRange<Int>
  /// The width of a bin in seconds.
  public let binWidth: Double
  /// Pairs of spikes at each lag, shape [lags].
  public let counts: [Int]
  /// The same as correlation coefficients, (counts − K·L/B) / √(Σ(k − k̄)² Σ(l − l̄)²), shape [lags]; `nil` when the
  /// counts of a neuron are equal in all bins.
  public let coefficients: [Double]?
  /// How many bins there are.
  private let binCount: Int

  init(
    lags: ClosedRange<Int>, binWidth: Double, counts: [Int], coefficients: [Double]?, binCount: Int
  ) {
    self.lags = lags
    self.binWidth = binWidth
    self.counts = counts
    self.coefficients = coefficients
    self.binCount = binCount
  }

  /// The counts as if every lag had as many pairs of bins as lag 0: times B / (B − |ℓ|).
  public var borderCorrectedCounts: [Double] {
    zip(lags, counts).map { lag, count in
      Double(count) * (Double(binCount) / Double(binCount - abs(lag)))
    }
  }
}

extension BinnedSpikes {
  /// The correlogram of two neurons; of a neuron with itself, the autocorrelogram.
  ///
  /// - Throws: ``SpikeTrainError/invalidParameter(_:value:remedy:)`` when a lag is as long as the observation.
  /// - Precondition: both neurons are in `0..<neuronCount`.
  /// - Complexity: O(spikes of both + pairs of spikes within the lags).
  public func correlogram(
    of first: Int, with second: Int, lags: ClosedRange<Int>
  ) throws(SpikeTrainError) -> Correlogram {
    for lag in [lags.lowerBound, lags.upperBound] where lag.magnitude >= binCount {
      throw .invalidParameter(
        "lag in bins", value: Double(lag),
        remedy: "use lags shorter than the \(binCount) bins of the observation")
    }
    var counts = [Int](repeating: 0, count: lags.count)
    addProducts(of: first, with: second, lags: lags, to: &counts)
    let expected = Double(total(of: first)) * Double(total(of: second)) / Double(binCount)
    let coefficients = spread(of: first, and: second).map { spread in
      counts.map { (Double($0) - expected) / spread }
    }
    return Correlogram(
      lags: lags, binWidth: binWidth, counts: counts, coefficients: coefficients,
      binCount: binCount)
  }
}
