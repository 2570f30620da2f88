// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness

/// The chi-squared law, both tails to full relative accuracy.
struct ChiSquaredLaw {
  let degreesOfFreedom: Double

  func upperTail(_ statistic: Double) -> Double {
    // GSL is never shown an infinity: its error handler ends the process.
    statistic.isFinite ? RegularizedGamma.upper(degreesOfFreedom / 2, statistic / 2) : 0
  }

  func lowerTail(_ statistic: Double) -> Double {
    statistic.isFinite ? RegularizedGamma.lower(degreesOfFreedom / 2, statistic / 2) : 1
  }
}
