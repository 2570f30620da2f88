// SPDX-License-Identifier: GPL-3.0-or-later

/// How well data agree with a law: a statistic, and the chance of one at least as extreme.
///
/// If the law holds, `pValue` is uniform on 0…1 (nearly; each test says how nearly), so a test that
/// rejects below a level α raises a false alarm with probability α. Choose the level with
/// ``FamilyWise``.
public struct GoodnessOfFit: Hashable, Sendable, CustomStringConvertible {
  /// The test statistic; each test says which.
  public let statistic: Double
  /// The probability of a statistic at least as extreme if the law holds.
  public let pValue: Double

  /// Creates a result from its two numbers.
  public init(statistic: Double, pValue: Double) {
    self.statistic = statistic
    self.pValue = pValue
  }

  public var description: String { "statistic \(statistic), p = \(pValue)" }
}
