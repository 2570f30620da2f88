// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGSL

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// The regularized incomplete gamma functions P(a, x) and Q(a, x) = 1 − P(a, x), for a > 0 and finite x ≥ 0.
///
/// Below a = 10⁵ they are GSL's, whose expansions give up near x = a from a = 10⁶ on and end the process. From there on
/// they are the first two terms of Temme's uniform expansion, which leave out about a^(−3/2)/1400, 2e-11 at most:
/// ```
/// Q = ½ erfc(η√(a/2)) + R,  P = ½ erfc(−η√(a/2)) − R,   R = e^{−aη²/2}/√(2πa)·(1/δ − 1/η)
/// ½η² = δ − ln(1 + δ),  δ = x/a − 1,  η of the sign of δ
/// ```
/// > Reference: N. M. Temme, SIAM J. Math. Anal. 10 (1979) 757, doi:10.1137/0510071.
package enum RegularizedGamma {
  package static func upper(_ a: Double, _ x: Double) -> Double {
    a < expanded ? gsl_cdf_gamma_Q(x, a, 1) : expansion(a, x, sign: 1)
  }

  package static func lower(_ a: Double, _ x: Double) -> Double {
    a < expanded ? gsl_cdf_gamma_P(x, a, 1) : expansion(a, x, sign: -1)
  }

  private static let expanded = 1e5

  private static func expansion(_ a: Double, _ x: Double, sign: Double) -> Double {
    let delta = (x - a) / a
    guard delta > -1 else { return sign > 0 ? 1 : 0 }
    let half = -gsl_sf_log_1plusx_mx(delta)
    let eta = delta < 0 ? -(2 * half).squareRoot() : (2 * half).squareRoot()
    let correction =
      abs(eta) < 1e-3
      ? -1.0 / 3 + eta * (1.0 / 12 - eta * (2.0 / 135)) : 1 / delta - 1 / eta
    let rest = exp(-a * half) / (2 * Double.pi * a).squareRoot() * correction
    return 0.5 * erfc(sign * eta * (a / 2).squareRoot()) + sign * rest
  }
}
