// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
public import Learning
internal import Randomness
public import Tensors

/// A law of latents whose samples have a probability, differentiable in the law's parameters.
public protocol ScoredPosterior: LatentPosterior {
  /// ln q(z | x) of every datum, shape [trials]; the samples themselves are not differentiated.
  ///
  /// - Parameter samples: exact samples, shape [trials, latents].
  func logProbability(of samples: Tensor) throws -> Tensor
}

/// The negative evidence lower bound with exact samples, differentiated through their probability.
///
/// ```
/// value              (1/S) Σ_s L_s + β·KL,          L_s = ‖x − decoder(z_s)‖²,  z_s ~ q(z | x) exact
/// encoder's gradient (1/(S − 1)) Σ_s (L_s − b) ∂ ln q(z_s | x) + β ∂KL,          b = (1/S) Σ_s L_s
/// decoder's gradient (1/S) Σ_s ∂L_s
/// ```
/// The baseline b is the mean of the S samples of that datum. Since it holds the sample itself, the sum is
/// divided by S − 1 and not S, which makes the gradient unbiased: it is the same as a baseline that
/// leaves the sample out. There is no temperature. Use it when the samples cannot be relaxed, or to judge
/// relaxations by: its variance grows with the number of latents.
///
/// > Reference: Williams, Machine Learning 8 (1992) 229–256 (score function); Kool, van Hoof & Welling,
/// > *Buy 4 REINFORCE samples, get a baseline for free*, ICLR workshop 2019 (baseline).
public struct ScoreFunctionELBO<Model: VariationalAutoencoder>: Objective
where Model.Posterior: ScoredPosterior {
  /// S, the samples of each datum.
  public let samples: Int

  /// The objective with this many samples of each datum.
  ///
  /// - Precondition: at least 2, because the baseline needs another sample.
  public init(samples: Int = 4) {
    guard samples >= 2 else {
      fatalError("\(samples) samples cannot give a baseline: use at least 2")
    }
    self.samples = samples
  }

  public func loss(of model: Model, on batch: Tensor, context: StepContext) throws -> ShardLoss {
    let posterior = model.posterior(of: batch, noise: context.address(for: "encoder noise"))
    var errors: [Tensor] = []
    var logProbabilities: [Tensor] = []
    for sample in 0..<samples {
      let place = context.address(for: Purpose("\(Purpose.training.name)/sample \(sample)"))
      let latents = try posterior.samples(at: place)
      let noise = place.with(purpose: Purpose("decoder noise/sample \(sample)"))
      errors.append(square(model.decoder(latents, noise: noise) - batch).sum(over: .columns))
      logProbabilities.append(try posterior.logProbability(of: latents))
    }
    let baseline = (errors.dropFirst().reduce(errors[0], +) * (1 / Float(samples))).detached
    var score = Tensor(0)
    for (error, logProbability) in zip(errors, logProbabilities) {
      score = score + ((error.detached - baseline) * logProbability).sum()
    }
    score = score * (1 / Float(samples - 1))
    let squaredError = errors.dropFirst().reduce(errors[0], +).sum() * (1 / Float(samples))
    // Of the score term only the gradient is wanted: its value is taken off again.
    return ShardLoss(
      squaredError: squaredError + (score - score.detached),
      divergence: posterior.divergence.total, weight: context.beta)
  }
}
