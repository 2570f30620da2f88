// SPDX-License-Identifier: GPL-3.0-or-later

extension InterspikeIntervals {
  /// The local variation (LV) of adjacent intervals.
  ///
  /// ```
  /// LV = 3 ⟨ ((Iᵢ − Iᵢ₊₁) / (Iᵢ + Iᵢ₊₁))² ⟩ᵢ
  /// ```
  /// 1 on average for a Poisson process, 0 for a clock, at most 3; for gamma intervals of shape κ
  /// it is 3 / (2κ + 1). A pair of two zero intervals compares nothing (0/0) and is left out of
  /// the mean.
  ///
  /// - Returns: `nil` when no pair of adjacent intervals is left.
  /// - Complexity: O(n).
  /// > Reference: S. Shinomoto, K. Shima and J. Tanji, Neural Comput. 15 (2003) 2823–2842,
  /// > doi:10.1162/089976603322518759.
  public var localVariation: Double? {
    let differences = relativeDifferences
    guard !differences.isEmpty else { return nil }
    return 3 * differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)
  }
}
