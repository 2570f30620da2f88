// SPDX-License-Identifier: GPL-3.0-or-later

public import Arrivals
public import Distributions
public import Randomness
public import Tensors

/// What a Poisson VAE believes about its neurons after seeing data.
public struct PoissonPosterior: SpikingPosterior, ScoredPosterior {
  /// The firing rates, to be sampled.
  public let rates: Poisson
  /// Their divergence from the prior, in nats.
  public let divergence: Divergence

  public func samples(at address: DrawAddress) throws -> Tensor { try rates.counts(at: address) }

  public func relaxedSamples(
    _ relaxation: any CountRelaxation, temperature: Double, at address: DrawAddress
  ) throws -> Tensor {
    try relaxation.counts(of: rates, temperature: temperature, at: address)
  }

  public func logProbability(of samples: Tensor) -> Tensor { rates.logProbability(of: samples) }

  public var mean: Tensor { rates.mean }

  /// ```
  /// E‖x − Φz‖² = ‖x − Φλ‖² + Σ_k λ_k ‖φ_k‖²
  /// ```
  /// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, §3 (linear decoder).
  public func expectedSquaredError(of data: Tensor, dictionary: Tensor) -> Tensor {
    let rates = rates.mean
    let variance = (rates * square(dictionary).sum(over: .rows)).sum()
    return squaredErrorSum(matmul(rates, dictionary, transposeRight: true), data) + variance
  }
}

extension NegativeELBO where Model == PoissonVAE {
  /// The objective with counts relaxed through arrival times by `indicator`.
  public init(indicator: SoftIndicator = .sigmoid) { self.init(ArrivalTimes(indicator)) }
}
