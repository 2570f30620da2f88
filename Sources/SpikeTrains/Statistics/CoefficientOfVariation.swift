// SPDX-License-Identifier: GPL-3.0-or-later

extension InterspikeIntervals {
  /// The coefficient of variation (CV): spread of the intervals over their mean.
  ///
  /// ```
  /// CV = s / Ī,   s² = Σ (Iᵢ − Ī)² / (n − 1)
  /// ```
  /// 1 for a Poisson process, 0 for a clock, above 1 for bursts or a drifting rate; over n
  /// intervals of a Poisson process its standard error is about 1/√n. Tools that divide by n
  /// rather than n − 1 give √((n − 1)/n) times this value.
  ///
  /// - Returns: `nil` for fewer than two intervals, or when all are 0.
  /// - Complexity: O(n).
  /// > Reference: D. R. Cox and P. A. W. Lewis, The Statistical Analysis of Series of Events,
  /// > Methuen (1966); W. R. Softky and C. Koch, J. Neurosci. 13 (1993) 334–350,
  /// > doi:10.1523/JNEUROSCI.13-01-00334.1993.
  public var coefficientOfVariation: Double? {
    guard values.count >= 2, let mean, mean > 0 else { return nil }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot() / mean
  }
}
