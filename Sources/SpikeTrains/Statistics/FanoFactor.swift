// SPDX-License-Identifier: GPL-3.0-or-later

extension SpikeCounts {
  /// The Fano factor of one neuron: variance of its counts over trials, divided by their mean.
  ///
  /// ```
  /// F = s² / k̄,   s² = Σ (kᵢ − k̄)² / (n − 1)
  /// ```
  /// 1 on average for Poisson counts, with standard error about √(2/(n − 1)); 0 when all trials
  /// agree. Tools that divide by n rather than n − 1 give (n − 1)/n times this value.
  ///
  /// - Returns: `nil` for fewer than two trials, or when the neuron never fired.
  /// - Precondition: `neuron` is in `0..<neuronCount`.
  /// - Complexity: O(trials).
  /// > Reference: U. Fano, Phys. Rev. 72 (1947) 26–29, doi:10.1103/PhysRev.72.26; U. T. Eden and
  /// > M. A. Kramer, J. Neurosci. Methods 190 (2010) 149–152,
  /// > doi:10.1016/j.jneumeth.2010.04.012 (its law for Poisson counts).
  public func fanoFactor(of neuron: Int) -> Double? {
    let counts = counts(of: neuron)
    let mean = Double(counts.reduce(0, +)) / Double(counts.count)
    guard counts.count >= 2, mean > 0 else { return nil }
    let squares = counts.reduce(0.0) { sum, count in
      let deviation = Double(count) - mean
      return sum + deviation * deviation
    }
    return squares / Double(counts.count - 1) / mean
  }
}
