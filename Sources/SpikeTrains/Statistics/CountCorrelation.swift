// SPDX-License-Identifier: GPL-3.0-or-later

extension BinnedSpikes {
  /// The covariance of the counts of two neurons over the bins; of a neuron with itself, the variance.
  ///
  /// ```
  /// cov = (Σ kᵢ lᵢ − K L / B) / (B − 1)      K, L the sums of the counts k, l over B bins
  /// ```
  /// In (spikes/bin)²; that of `numpy.cov` and of Elephant's `covariance`.
  ///
  /// - Returns: `nil` for fewer than two bins.
  /// - Precondition: both neurons are in `0..<neuronCount`.
  /// - Complexity: O(spikes of both).
  public func covariance(of first: Int, and second: Int) -> Double? {
    guard binCount >= 2 else { return nil }
    return deviationProduct(of: first, and: second) / Double(binCount - 1)
  }

  /// Pearson's correlation coefficient of the counts of two neurons over the bins, −1 to 1.
  ///
  /// ```
  /// ρ = cov(k, l) / √(cov(k, k) · cov(l, l))
  /// ```
  /// It grows with the width of the bins while these are shorter than the correlation lasts.
  ///
  /// - Returns: `nil` when the counts of a neuron are equal in all bins, as those of a silent one are.
  /// - Precondition: both neurons are in `0..<neuronCount`.
  /// - Complexity: O(spikes of both).
  /// > Reference: D. H. Perkel, G. L. Gerstein and G. P. Moore, Biophys. J. 7 (1967) 419–440,
  /// > doi:10.1016/S0006-3495(67)86597-4; M. R. Cohen and A. Kohn, Nat. Neurosci. 14 (2011) 811–819,
  /// > doi:10.1038/nn.2842.
  public func correlationCoefficient(of first: Int, and second: Int) -> Double? {
    guard let variance = spread(of: first, and: second) else { return nil }
    return deviationProduct(of: first, and: second) / variance
  }

  /// The covariances of all pairs, shape [neurons, neurons].
  ///
  /// - Returns: `nil` for fewer than two bins.
  /// - Complexity: O(neurons · spikes).
  public var covariances: [[Double]]? {
    guard binCount >= 2 else { return nil }
    return (0..<neuronCount).map { first in
      (0..<neuronCount).map { deviationProduct(of: first, and: $0) / Double(binCount - 1) }
    }
  }

  /// The correlation coefficients of all pairs, shape [neurons, neurons]; `nil` where one is not defined.
  ///
  /// - Complexity: O(neurons · spikes).
  public var correlationCoefficients: [[Double?]] {
    (0..<neuronCount).map { first in
      (0..<neuronCount).map { correlationCoefficient(of: first, and: $0) }
    }
  }

  /// Σ (kᵢ − k̄)(lᵢ − l̄).
  func deviationProduct(of first: Int, and second: Int) -> Double {
    let sums = Double(total(of: first)) * Double(total(of: second))
    return Double(product(of: first, with: second)) - sums / Double(binCount)
  }

  /// √(Σ (kᵢ − k̄)² · Σ (lᵢ − l̄)²); `nil` where one of them does not vary.
  func spread(of first: Int, and second: Int) -> Double? {
    guard binCount >= 2, varies(first), varies(second) else { return nil }
    return
      (deviationProduct(of: first, and: first) * deviationProduct(of: second, and: second))
      .squareRoot()
  }

  /// Whether the counts of a neuron differ between bins; exact, unlike a difference of sums.
  private func varies(_ neuron: Int) -> Bool {
    let sum = total(of: neuron)
    let (left, overflows) = product(of: neuron, with: neuron).multipliedReportingOverflow(
      by: binCount)
    return overflows || left != sum * sum
  }
}
