// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGSL

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// The Poisson law of counts with a given mean: probabilities, tails and quantiles.
///
/// ```
/// P(k) = λᵏ e^{−λ} / k!
/// ```
public struct PoissonLaw: Hashable, Sendable {
  /// The mean λ, finite and at least 0.
  public let mean: Double

  /// The law with mean `mean`.
  ///
  /// - Precondition: `mean` is finite and at least 0.
  public init(mean: Double) {
    guard mean.isFinite && mean >= 0 else {
      fatalError("\(mean) is not a valid Poisson mean: use a finite number ≥ 0")
    }
    self.mean = mean
  }

  /// The probability P(k) of a count.
  ///
  /// GSL's own function is NaN at λ = 0, k = 0, where the truth is 1, ends at k = 2³², and takes a difference of large numbers.
  /// From k = 10⁵ on Stirling's formula stands in for k!; it leaves out 1/(288 k²), less than 1e-12:
  /// ```
  /// P(k) = e^{−k (δ − ln(1 + δ))} / (√(2πk) (1 + 1/(12k))),  δ = λ/k − 1
  /// ```
  public func probability(of count: Int) -> Double {
    guard count >= 0 else { return 0 }
    guard mean > 0 else { return count == 0 ? 1 : 0 }
    guard count >= 100_000 else { return gsl_ran_poisson_pdf(UInt32(count), mean) }
    let k = Double(count)
    let delta = (mean - k) / k
    let exponent = delta > -1 ? k * gsl_sf_log_1plusx_mx(delta) : -.infinity
    return exp(exponent) / ((2 * Double.pi * k).squareRoot() * (1 + 1 / (12 * k)))
  }

  /// P(N ≤ k).
  public func cumulativeProbability(upTo count: Int) -> Double {
    guard count >= 0 else { return 0 }
    guard mean > 0 else { return 1 }
    return RegularizedGamma.upper(Double(count) + 1, mean)
  }

  /// P(N > k), accurate where it is tiny.
  public func tailProbability(above count: Int) -> Double {
    guard count >= 0 else { return 1 }
    guard mean > 0 else { return 0 }
    return RegularizedGamma.lower(Double(count) + 1, mean)
  }

  /// The smallest k with P(N > k) ≤ `tail`.
  ///
  /// - Precondition: `tail` is in (0, 1).
  public func quantile(tail: Double) -> Int {
    guard tail > 0 && tail < 1 else {
      fatalError("\(tail) is not a valid tail probability: use a number between 0 and 1")
    }
    var low = -1
    var high = 1
    while tailProbability(above: high) > tail { (low, high) = (high, 2 * high) }
    while high - low > 1 {
      let middle = (low + high) / 2
      if tailProbability(above: middle) > tail { low = middle } else { high = middle }
    }
    return tailProbability(above: 0) <= tail ? 0 : high
  }
}
