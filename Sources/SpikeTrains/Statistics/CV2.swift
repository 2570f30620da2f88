// SPDX-License-Identifier: GPL-3.0-or-later

extension InterspikeIntervals {
  /// CV2: how much adjacent intervals differ, blind to slow changes of the rate.
  ///
  /// ```
  /// CV2 = ⟨ 2 |Iᵢ₊₁ − Iᵢ| / (Iᵢ₊₁ + Iᵢ) ⟩ᵢ
  /// ```
  /// 1 on average for a Poisson process, 0 for a clock, at most 2. A pair of two zero intervals
  /// compares nothing (0/0) and is left out of the mean.
  ///
  /// - Returns: `nil` when no pair of adjacent intervals is left.
  /// - Complexity: O(n).
  /// > Reference: G. R. Holt, W. R. Softky, C. Koch and R. J. Douglas, J. Neurophysiol. 75 (1996)
  /// > 1806–1814, doi:10.1152/jn.1996.75.5.1806.
  public var cv2: Double? {
    let differences = relativeDifferences
    guard !differences.isEmpty else { return nil }
    return 2 * differences.reduce(0) { $0 + $1.magnitude } / Double(differences.count)
  }

  /// The differences (Iᵢ₊₁ − Iᵢ) / (Iᵢ₊₁ + Iᵢ) of all adjacent pairs that are not both 0.
  var relativeDifferences: [Double] {
    zip(values, values.dropFirst()).compactMap { first, second in
      let sum = first + second
      return sum > 0 ? (second - first) / sum : nil
    }
  }
}
