// SPDX-License-Identifier: GPL-3.0-or-later

internal import CArrivals
internal import Randomness

/// Up to which power of a count a gradient is exact.
public enum PolynomialOrder: Int, Codable, CaseIterable, Sendable {
  /// For quadratic losses.
  case second = 2
  /// For cubic losses.
  case third = 3

  var kernel: arrivals_order {
    self == .second ? ARRIVALS_SECOND_ORDER : ARRIVALS_THIRD_ORDER
  }
}

/// Exact counts and slopes of finite order, both of shape [trials, neurons].
public struct SlopedCounts: Sendable {
  /// z, whole numbers.
  public let counts: [Float]
  /// w with E[w·f′(z)] = ∂E f(z)/∂log λ for every polynomial f of the order; never below 0 for the second.
  public let slopes: [Float]
}

extension Arrivals {
  /// The exact counts with slopes under which the gradient of a polynomial loss is exact, in one pass.
  ///
  /// ```
  /// z = #{i : tᵢ < 1}        w = (z + λ)/2                           second order
  ///                          w = 5λ/12 + (8λ + 1)·z/(12λ) − z²/(12λ)  third order
  /// ```
  /// The counts are those of ``counts()``, always: arrivals are followed in single precision until the window is
  /// full, and a neuron whose count its rounding could change, one in tens of thousands, is counted anew in double.
  ///
  /// - Precondition: `logRates` holds fewer than 2³² entries.
  /// - Complexity: O(trials · neurons + spikes).
  ///
  /// > Reference: He & Wu, finite-order relaxation of discrete variables.
  public func slopedCounts(_ order: PolynomialOrder) -> SlopedCounts {
    let (counts, slopes) = countsAndSlopes { request, counts, slopes in
      arrivals_finite_order(instructionSet.kernel, &request, order.kernel, counts, slopes)
    }
    return SlopedCounts(counts: counts, slopes: slopes)
  }
}
