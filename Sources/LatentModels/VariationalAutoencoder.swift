// SPDX-License-Identifier: GPL-3.0-or-later

public import Distributions
public import Learning
public import Randomness
public import Tensors

/// A latent-variable model: an encoder that gives a posterior over latents, and a decoder that reads them.
///
/// ```
/// prior      p(z)                  posterior   q(z | x) = family(encoder(x))
/// decoder    x̂ = decoder(z),  pixels Gaussian around x̂ with variance ½
/// ```
/// Every family of latents has one type that conforms; objectives and evaluations are written once, for all.
public protocol VariationalAutoencoder: Parametrized, Sendable {
  /// The family of latents.
  associatedtype Posterior: LatentPosterior

  /// From data to posteriors.
  var encoder: EncoderNetwork { get set }
  /// From latents to reconstructions.
  var decoder: DecoderNetwork { get set }

  /// What the model believes of its latents after seeing data.
  ///
  /// - Parameters:
  ///   - input: the data, shape [trials, pixels].
  ///   - address: where noise such as dropout is drawn; nil for none, as in inference.
  func posterior(of input: Tensor, noise address: DrawAddress?) -> Posterior

  /// What the encoder says of data without any chance, shape [trials, latents]: the features from which the
  /// published classifiers tell data apart.
  ///
  /// - Parameter input: the data, shape [trials, pixels].
  ///
  /// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, and their analysis code.
  func features(of input: Tensor) -> Tensor

  /// What the model believes before seeing anything, once for each of `count` trials.
  func prior(count: Int) -> Posterior
}

extension VariationalAutoencoder {
  /// What the model believes after seeing `input`, without noise.
  public func posterior(of input: Tensor) -> Posterior { posterior(of: input, noise: nil) }

  /// The encoder's first number for each latent: of locations and scales the location, before any activation.
  public func features(of input: Tensor) -> Tensor { encoder(input).columns(0..<latents) }

  /// How many numbers the decoder reads for each datum: neurons, or categories together.
  public var latents: Int { decoder.readin.weight.shape[1] }
}

/// A law of latents, one row a datum.
public protocol LatentPosterior: Sendable {
  /// What makes samples differentiable; values of it are swapped at the call.
  associatedtype Relaxation: Sendable

  /// Exact samples (temperature 0), shape [trials, latents]; not differentiable.
  func samples(at address: DrawAddress) throws -> Tensor

  /// Samples differentiable with respect to the law's parameters, shape [trials, latents].
  func relaxedSamples(
    _ relaxation: Relaxation, temperature: Double, at address: DrawAddress
  ) throws -> Tensor

  /// The expected latents, shape [trials, latents].
  var mean: Tensor { get }

  /// The divergence from the prior.
  var divergence: Divergence { get }

  /// The expected squared error of a linear decoder, summed over pixels and data, shape [].
  ///
  /// ```
  /// E‖x − Φz‖² = ‖x − Φ·E z‖² + tr(Φᵀ Φ Cov z)
  /// ```
  /// - Parameters:
  ///   - data: x, shape [trials, pixels].
  ///   - dictionary: Φ, shape [pixels, latents].
  /// - Throws: where the family has no closed form.
  func expectedSquaredError(of data: Tensor, dictionary: Tensor) throws -> Tensor
}

/// A law of latents that are spike counts of Poisson neurons, hence can be shown as spike trains.
public protocol SpikingPosterior: LatentPosterior {
  /// The neurons' expected counts.
  var rates: Poisson { get }
}
