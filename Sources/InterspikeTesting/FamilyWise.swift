// SPDX-License-Identifier: GPL-3.0-or-later

/// A bound on the chance that any of several tests raises a false alarm.
///
/// ```
/// level = alpha / tests
/// ```
/// The bound holds however the tests depend on each other. With the usual alpha of 1e-6 a suite
/// whose seeds change every day would cry wolf once in about three thousand years.
///
/// > Reference: C. E. Bonferroni, Pubbl. R. Ist. Sup. Sci. Econ. Comm. Firenze 8 (1936) 3–62.
public struct FamilyWise: Hashable, Sendable {
  /// The largest chance of one or more false alarms in the whole family.
  public let alpha: Double
  /// How many tests the family has.
  public let tests: Int

  /// Creates a family of `tests` tests that together raise a false alarm with chance `alpha`.
  ///
  /// - Precondition: `alpha` is in (0, 1) and there is at least one test.
  public init(alpha: Double = 1e-6, tests: Int) {
    guard alpha > 0 && alpha < 1 else {
      fatalError("a false-alarm rate of \(alpha) is not between 0 and 1")
    }
    guard tests >= 1 else {
      fatalError("a family of \(tests) tests")
    }
    self.alpha = alpha
    self.tests = tests
  }

  /// The level of each test: reject when its p-value is below.
  public var level: Double { alpha / Double(tests) }

  /// Whether a result is compatible with its law at the level of this family.
  public func accepts(_ fit: GoodnessOfFit) -> Bool { fit.pValue >= level }
}
