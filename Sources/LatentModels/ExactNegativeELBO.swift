// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
public import Learning
internal import Randomness
public import Tensors

/// The negative evidence lower bound of a model with a linear decoder, without sampling.
///
/// ```
/// L = E‖x − Φz‖² + β·KL                   summed over the data, the expectation in closed form
/// ```
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, §3 (linear decoder).
public struct ExactNegativeELBO<Model: VariationalAutoencoder>: Objective {
  /// The objective.
  public init() {}

  /// The loss.
  ///
  /// - Throws: ``ExactLossError/decoderNotLinear`` or what the family says when it has no closed form.
  public func loss(
    of model: Model, on batch: Tensor, context: StepContext
  ) throws -> ShardLoss {
    guard model.decoder.isLinear else { throw ExactLossError.decoderNotLinear }
    let posterior = model.posterior(of: batch, noise: context.address(for: "encoder noise"))
    let data = model.decoder.readin.bias.map { batch - $0 } ?? batch
    return ShardLoss(
      squaredError: try posterior.expectedSquaredError(
        of: data, dictionary: model.decoder.dictionary),
      divergence: posterior.divergence.total, weight: context.beta)
  }
}

/// Why a model has no exact loss.
public enum ExactLossError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Only a linear decoder has a squared error in closed form.
  case decoderNotLinear
  /// Latents that pass a nonlinearity have no closed form.
  case latentActivation(String)
  /// A law without variance has no expected squared error.
  case noVariance(String)

  public var description: String {
    switch self {
    case .decoderNotLinear:
      "the exact loss needs a linear decoder; this one is not. Train with samples instead."
    case .latentActivation(let name):
      "the exact loss needs latents without an activation; these pass through '\(name)'. "
        + "Train with samples instead."
    case .noVariance(let law):
      "the exact loss needs latents with a finite variance, which the law '\(law)' does not have. "
        + "Train with samples instead."
    }
  }
}
