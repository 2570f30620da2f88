// SPDX-License-Identifier: GPL-3.0-or-later

/// Which values a code may take.
public enum CodeSign: String, CaseIterable, Codable, Sendable {
  /// a ≥ 0, as firing rates are.
  case nonNegative = "non-negative"
  /// Any real number, as in the LASSO of statistics.
  case signed
}
