// SPDX-License-Identifier: GPL-3.0-or-later

public import Arrivals
public import Randomness
public import Tensors

/// Counts relaxed through arrival times: each spike counts by how surely it came in time.
///
/// ```
/// z = Σᵢ f((1 − tᵢ)/T)        ∂z/∂ℓ = (1/T) Σᵢ f′((1 − tᵢ)/T)·tᵢ
/// ```
/// Use it when: always, first. With a compact indicator and T ≤ 1 the mean is exactly the rate, and so is
/// the gradient of anything linear; the sigmoid has the smaller variance at equal temperature.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, Algorithm 1.
public struct ArrivalTimes: CountRelaxation, Hashable {
  /// The soft indicator f.
  public let indicator: SoftIndicator

  /// The relaxation with an indicator.
  public init(_ indicator: SoftIndicator) { self.indicator = indicator }

  public func counts(
    of rates: Poisson, temperature: Double, at address: DrawAddress
  ) throws(ArrivalError) -> Tensor {
    try rates.relaxedCounts(ArrivalRelaxation(indicator, temperature: temperature), at: address)
  }
}
