// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGSL

/// The chi-squared law, both tails to full relative accuracy.
struct ChiSquaredLaw {
  let degreesOfFreedom: Double

  func upperTail(_ statistic: Double) -> Double {
    // GSL is never shown an infinity: its error handler ends the process.
    statistic.isFinite ? gsl_cdf_chisq_Q(statistic, degreesOfFreedom) : 0
  }

  func lowerTail(_ statistic: Double) -> Double {
    statistic.isFinite ? gsl_cdf_chisq_P(statistic, degreesOfFreedom) : 1
  }
}
