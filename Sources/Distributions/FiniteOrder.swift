// SPDX-License-Identifier: GPL-3.0-or-later

public import Arrivals
public import Randomness
public import Tensors

/// Exact counts forward, and backward a slope under which the gradient of a polynomial loss is exact.
///
/// For a Poisson count z of rate λ = e^ℓ, ∂/∂ℓ E f(z) = λ·E[f(z + 1) − f(z)]. If f is a quadratic or cubic polynomial of
/// each count, that difference is f′ integrated by a rule that is exact for it, and E[z·g(z)] = λ·E[g(z + 1)] turns every
/// node z + 1 into a weight at z:
/// ```
/// forward  z = #{i : tᵢ < 1}
/// backward ∂z/∂ℓ = (z + λ)/2                               second order: exact for quadratic losses
///          ∂z/∂ℓ = 5λ/12 + (8λ + 1)·z/(12λ) − z²/(12λ)      third order: exact for cubic losses
/// ```
/// Squared error through a linear decoder is quadratic: there the gradient has no bias, needs no temperature, and
/// scatters several times less than that of any relaxed count. Through other decoders it is as good as the decoder is
/// nearly quadratic within a spike or so of each count.
///
/// Use it when: the decoder is linear or nearly so, and always where no temperature is wanted.
///
/// > Reference: He & Wu, finite-order relaxation of discrete variables; the second identity is Stein's and Chen's for
/// > the Poisson law (Chen, Ann. Probab. 3 (1975) 534, doi:10.1214/aop/1176996359).
public struct FiniteOrder: CountRelaxation, Hashable {
  /// Up to which power of a count the gradient is exact.
  public enum Order: Int, Codable, CaseIterable, Sendable {
    /// For quadratic losses.
    case second = 2
    /// For cubic losses.
    case third = 3
  }

  /// Up to which power of a count the gradient is exact.
  public let order: Order

  /// The estimator of an order.
  public init(_ order: Order = .second) { self.order = order }

  /// Exact counts; the temperature plays no part.
  ///
  /// - Throws: `ArrivalError` when a log-rate is out of its domain.
  public func counts(
    of rates: Poisson, temperature: Double, at address: DrawAddress
  ) throws(ArrivalError) -> Tensor {
    let logRates = rates.logRates
    let sloped = try rates.arrivals(at: address).slopedCounts(order == .second ? .second : .third)
    let tangent = Tensor(sloped.slopes, shape: logRates.shape)
    return .recording(values: sloped.counts, shape: logRates.shape, inputs: [logRates]) {
      [$0 * tangent]
    }
  }
  /// The slope of a count with respect to the log of its rate.
  public func slope(count: Float, rate: Float) -> Float {
    switch order {
    case .second: (count + rate) / 2
    // (8λ + 1)z − z² over λ, so that rates near 0, whose counts are 0, divide nothing by almost nothing.
    case .third:
      count == 0
        ? 5 * rate / 12 : (5 * rate + (8 + (1 - count) / rate) * count) / 12
    }
  }
}
