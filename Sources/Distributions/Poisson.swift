// SPDX-License-Identifier: GPL-3.0-or-later

public import Arrivals
public import Randomness
public import SpikeTrains
public import Tensors

/// Independent Poisson neurons, by the logarithm of their expected counts in a window.
///
/// ```
/// P(z) = Π λ^z e^{−λ}/z!,   λ = e^ℓ
/// ```
/// Shape of all tensors: [trials, neurons].
public struct Poisson: Sendable {
  /// ℓ = log λ.
  public let logRates: Tensor

  /// Neurons with the given log-rates.
  public init(logRates: Tensor) { self.logRates = logRates }

  /// E z = λ; also the variance.
  public var mean: Tensor { exp(logRates) }

  /// Exact counts (temperature 0); not differentiable.
  ///
  /// - Throws: `ArrivalError` when a log-rate is NaN or too large.
  public func counts(at address: DrawAddress) throws(ArrivalError) -> Tensor {
    let counts = try arrivals(at: address).counts()
    return Tensor(counts.values.map { Float($0) }, shape: logRates.shape)
  }

  /// The same counts without their zeros: cheaper where few neurons fire.
  ///
  /// - Throws: `ArrivalError` when a log-rate is NaN or too large.
  public func sparseCounts(at address: DrawAddress) throws(ArrivalError) -> SparseCounts {
    try arrivals(at: address).sparseCounts()
  }

  /// Relaxed counts, differentiable with respect to the log-rates through the arrival times.
  ///
  /// ```
  /// z = Σᵢ f((1 − tᵢ)/T)        ∂L/∂ℓ = g·(1/T) Σᵢ f′((1 − tᵢ)/T)·tᵢ
  /// ```
  /// Differentiable once: a second derivative sees the slopes as constants.
  ///
  /// - Throws: `ArrivalError` when a log-rate is NaN or too large.
  /// - Complexity: O(trials · neurons + spikes).
  ///
  /// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, Algorithm 1.
  public func relaxedCounts(
    _ relaxation: ArrivalRelaxation, at address: DrawAddress
  ) throws(ArrivalError) -> Tensor {
    let relaxed = try arrivals(at: address).relaxedCounts(relaxation)
    let slope = Tensor(relaxed.slopes, shape: logRates.shape)
    return .recording(values: relaxed.counts, shape: logRates.shape, inputs: [logRates]) { c in
      [c * slope]
    }
  }

  /// The arrivals behind both.
  public func arrivals(at address: DrawAddress) throws(ArrivalError) -> Arrivals {
    try address.arrivals(logRates: logRates.values, neurons: logRates.shape.last ?? 0)
  }
}
