// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGSL

/// The laws that intervals are made of, by GSL.
enum Quantiles {
  /// Φ, the standard normal distribution function.
  static func normalProbability(_ z: Double) -> Double { gsl_cdf_ugaussian_P(z) }

  /// Φ⁻¹.
  ///
  /// - Precondition: `probability` is in (0, 1).
  static func normal(_ probability: Double) -> Double { gsl_cdf_ugaussian_Pinv(probability) }

  /// The quantile of Student's t.
  ///
  /// - Precondition: `probability` is in (0, 1), `degreesOfFreedom` positive.
  static func student(_ probability: Double, degreesOfFreedom: Int) -> Double {
    gsl_cdf_tdist_Pinv(probability, Double(degreesOfFreedom))
  }
}
