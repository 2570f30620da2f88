// SPDX-License-Identifier: GPL-3.0-or-later

public import Learning
internal import Distributions
internal import Randomness
public import Tensors

/// The negative evidence lower bound, estimated from differentiable samples.
///
/// ```
/// L = ‖x − decoder(z)‖² + β·KL            summed over the data, z relaxed at the step's temperature
/// ```
/// No ½ and no noise variance: the squared error is the sum over pixels, as in the published code. Up to a
/// constant that is the bound in nats for Gaussian pixels of variance ½.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, §3.
public struct NegativeELBO<Model: VariationalAutoencoder>: Objective {
  /// What makes the samples differentiable.
  public let relaxation: Model.Posterior.Relaxation

  /// The objective with samples relaxed by `relaxation`.
  public init(_ relaxation: Model.Posterior.Relaxation) { self.relaxation = relaxation }

  public func loss(
    of model: Model, on batch: Tensor, context: StepContext
  ) throws -> ShardLoss {
    let posterior = model.posterior(of: batch, noise: context.address(for: "encoder noise"))
    let samples = try posterior.relaxedSamples(
      relaxation, temperature: context.temperature, at: context.address(for: .training))
    let reconstruction = model.decoder(samples, noise: context.address(for: "decoder noise"))
    return ShardLoss(
      squaredError: squaredErrorSum(reconstruction, batch),
      divergence: posterior.divergence.total, weight: context.beta)
  }
}

extension StepContext {
  /// Where the draws of this shard are.
  func address(for purpose: Purpose) -> DrawAddress {
    DrawAddress(seed: seeds, purpose: purpose, window: step, firstTrial: firstTrial)
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
