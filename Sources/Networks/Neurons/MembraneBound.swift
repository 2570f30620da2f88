// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks

/// Bounds within which a membrane, or a change of it, is kept.
///
/// ```
/// hard   min(max(v, lower), upper)
/// soft   upper − ln(1 + e^(upper − max(v, lower)))
/// ```
/// The soft bound is that of the iterative Poisson models. It takes a little from every value, also far from
/// the bound, so it belongs where it is applied once a step; where every arrival is bounded take the hard one.
public enum MembraneBound: Hashable, Sendable {
  /// No bound.
  case none
  /// Values beyond a bound become the bound.
  case hard(lower: Double, upper: Double)
  /// A smooth bound from above, and a hard one from below.
  case soft(lower: Double, upper: Double)

  /// The value within the bound.
  public func callAsFunction(_ value: Double) -> Double {
    switch self {
    case .none: return value
    case .hard(let lower, let upper): return value < lower ? lower : value > upper ? upper : value
    case .soft(let lower, let upper):
      let excess = upper - (value < lower ? lower : value)
      let share = 1 / (1 + networks_exp(-abs(excess)))
      return upper - (max(excess, 0) + networks_minus_log(share))
    }
  }

  func check(_ name: String) throws(NetworkError) {
    switch self {
    case .none: return
    case .hard(let lower, let upper), .soft(let lower, let upper):
      guard lower < upper else {
        throw .invalidParameter(
          "lower bound of \(name)", value: lower,
          remedy: "use a number below the upper bound \(upper)")
      }
    }
  }
}
