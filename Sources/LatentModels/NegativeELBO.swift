// SPDX-License-Identifier: GPL-3.0-or-later

public import Arrivals
internal import Distributions
public import Learning
internal import Randomness
public import Tensors

/// The negative evidence lower bound of a Poisson VAE, estimated from relaxed counts.
///
/// ```
/// L = ‖x − decoder(z)‖² + β·KL            summed over the data, z relaxed at the step's temperature
/// ```
/// No ½ and no noise variance: the squared error is the sum over pixels, as in the published code. Up to a
/// constant that is the bound in nats for Gaussian pixels of variance ½.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, §3.
public struct NegativeELBO<Encoder: Layer, Decoder: Layer>: Objective {
  /// The soft indicator of the relaxation.
  public let indicator: SoftIndicator

  /// The objective with counts relaxed by `indicator`.
  public init(indicator: SoftIndicator = .sigmoid) { self.indicator = indicator }

  public func loss(
    of model: PoissonVAE<Encoder, Decoder>, on batch: Tensor, context: StepContext
  ) throws -> ShardLoss {
    let posterior = model.posterior(of: batch)
    let counts = try posterior.rates.relaxedCounts(
      ArrivalRelaxation(indicator, temperature: context.temperature),
      at: DrawAddress(
        seed: context.seeds, purpose: .training, window: context.step,
        firstTrial: context.firstTrial))
    return ShardLoss(
      squaredError: squaredErrorSum(model.decoder(counts), batch),
      divergence: posterior.divergence.total, weight: context.beta)
  }
}

/// The negative evidence lower bound of a Poisson VAE with a linear decoder, without sampling.
///
/// ```
/// E‖x − Φz‖² = ‖x − Φλ‖² + Σ_k λ_k ‖φ_k‖²
/// ```
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, §3 (linear decoder).
public struct ExactNegativeELBO<Encoder: Layer>: Objective {
  /// The objective.
  public init() {}

  public func loss(
    of model: PoissonVAE<Encoder, Linear>, on batch: Tensor, context: StepContext
  ) throws -> ShardLoss {
    let posterior = model.posterior(of: batch)
    let rates = posterior.rates.mean
    let variance = (rates * square(model.decoder.weight).summed(to: [model.latents])).sum()
    return ShardLoss(
      squaredError: squaredErrorSum(model.decoder(rates), batch) + variance,
      divergence: posterior.divergence.total, weight: context.beta)
  }
}

extension ShardLoss {
  init(squaredError: Tensor, divergence: Tensor, weight: Double) {
    self.init(
      loss: squaredError + divergence * Float(weight),
      terms: [
        LossTerm("mse", Double(squaredError.scalar)), LossTerm("kl", Double(divergence.scalar)),
      ])
  }
}
