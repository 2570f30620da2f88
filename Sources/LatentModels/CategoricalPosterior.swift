// SPDX-License-Identifier: GPL-3.0-or-later

public import Distributions
public import Randomness
public import Tensors

/// What a categorical VAE believes about its one-hot latents after seeing data.
public struct CategoricalPosterior: ScoredPosterior {
  /// The law of the latents.
  public let law: Categorical
  /// The divergence from the prior, in nats; `byNeuron` has one number a category.
  public let divergence: Divergence

  public func samples(at address: DrawAddress) -> Tensor { law.samples(at: address) }

  public func relaxedSamples(
    _ relaxation: CategoricalRelaxation, temperature: Double, at address: DrawAddress
  ) -> Tensor {
    switch relaxation {
    case .gumbelSoftmax: law.relaxedSamples(temperature: temperature, at: address)
    case .straightThrough: law.straightThroughSamples(temperature: temperature, at: address)
    }
  }

  public func logProbability(of samples: Tensor) -> Tensor {
    (logSoftmax(law.logits, groupsOf: law.categories) * samples.detached).sum(over: .columns)
  }

  public var mean: Tensor { law.probabilities }

  /// ```
  /// E‖x − Φz‖² = ‖x − Φp‖² + Σ_g (Σ_k p_gk ‖φ_gk‖² − ‖Φ_g p_g‖²)
  /// ```
  /// With all covariances of a one-hot vector; independent latents g add up. The published code leaves out
  /// those between categories.
  public func expectedSquaredError(of data: Tensor, dictionary: Tensor) -> Tensor {
    let p = law.probabilities
    let lengths = (p * square(dictionary).sum(over: .rows)).sum()
    let error = squaredErrorSum(matmul(p, dictionary, transposeRight: true), data)
    var shared = Tensor(0)
    for latent in 0..<law.latents {
      let range = latent * law.categories..<(latent + 1) * law.categories
      let part = matmul(p.columns(range), dictionary.columns(range), transposeRight: true)
      shared = shared + square(part).sum()
    }
    return error + lengths - shared
  }
}

/// How a gradient comes through one-hot samples.
public enum CategoricalRelaxation: String, Hashable, Sendable, CaseIterable {
  /// Probabilities that tend to one-hot as the temperature falls.
  case gumbelSoftmax
  /// One-hot forward, the relaxed gradient backward: biased, for a decoder that must see whole categories.
  case straightThrough
}
