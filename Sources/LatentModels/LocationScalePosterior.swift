// SPDX-License-Identifier: GPL-3.0-or-later

public import Distributions
public import Randomness
public import Tensors

/// What a location-scale VAE believes about its latents after seeing data.
///
/// Samples and expected latents are what the decoder reads: they have passed the activation.
public struct LocationScalePosterior<Law: LocationScaleLaw>: LatentPosterior {
  /// The law of the latents before their activation.
  public let law: LocationScale<Law>
  /// The divergence from the prior, in nats; the activation does not change it.
  public let divergence: Divergence
  /// What every sample passes before it is decoded.
  public let activation: LatentActivation

  public func samples(at address: DrawAddress) -> Tensor {
    let detached = LocationScale<Law>(
      location: law.location.detached, logScale: law.logScale.detached)
    return activation(detached.samples(at: address))
  }

  /// Samples of the law itself: nothing is relaxed, so the temperature of the step does not matter.
  public func relaxedSamples(
    _ relaxation: Reparameterization, temperature: Double, at address: DrawAddress
  ) -> Tensor { activation(law.samples(at: address)) }

  /// The activation of the expected latents, or of the medians where the law has no mean.
  public var mean: Tensor { activation(law.mean) }

  /// ```
  /// E‖x − Φz‖² = ‖x − Φμ‖² + Σ_k Var_k ‖φ_k‖²
  /// ```
  /// - Throws: ``ExactLossError`` when the latents pass an activation or the law has no variance.
  public func expectedSquaredError(
    of data: Tensor, dictionary: Tensor
  ) throws(ExactLossError) -> Tensor {
    guard activation == .none else { throw .latentActivation(activation.rawValue) }
    guard let variance = law.variance else { throw .noVariance(Law.name) }
    let spread = (variance * square(dictionary).sum(over: .rows)).sum()
    return squaredErrorSum(matmul(law.mean, dictionary, transposeRight: true), data) + spread
  }
}

/// Samples written as location + scale·noise: they follow the law exactly and let gradients through.
///
/// > Reference: D. P. Kingma & M. Welling, arXiv 1312.6114, §2.4.
public struct Reparameterization: Hashable, Sendable {
  /// The reparameterization, which has no settings.
  public init() {}
}
