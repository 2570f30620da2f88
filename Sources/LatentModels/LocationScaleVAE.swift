// SPDX-License-Identifier: GPL-3.0-or-later

public import Distributions
internal import Foundation
internal import Learning
public import Randomness
public import Tensors

/// A variational autoencoder of real latents, all of one location-scale law.
///
/// ```
/// prior      z_k ~ Law(loc_k, e^{s_k(0)}·T)                   frozen at Law(0, 1), or learned
/// posterior  z_k | x ~ Law(loc_k + l_k(x), e^{s_k(s̃(x))}·T),  s(s̃) = softclamp(log scale + s̃, ±5.3)
/// decoder    x̂ = decoder(activation(z)),  pixels Gaussian around x̂ with variance ½
/// ```
/// where the encoder gives [l, s̃], shape [trials, 2·latents]. With T = 1, the published value, both laws are
/// what their parameters say.
///
/// > Reference: D. P. Kingma & M. Welling, arXiv 1312.6114; Vafaii, Galor & Yates, arXiv 2405.14473, §4.
public struct LocationScaleVAE<Law: LocationScaleLaw>: VariationalAutoencoder {
  /// From data to shifts of location and log-scale.
  public var encoder: EncoderNetwork
  /// From latents to reconstructions.
  public var decoder: DecoderNetwork
  /// The prior's locations, shape [1, latents].
  public var priorLocation: Tensor
  /// The prior's log-scales, shape [1, latents].
  public var priorLogScale: Tensor
  /// Whether training moves the prior.
  public var fitsPrior: Bool
  /// What every sample passes before it is decoded.
  public var activation: LatentActivation
  /// The bound of the posterior's log-scales, on both sides.
  public var largestLogScale: Float = 5.3
  /// T, which stretches the scales of prior and posterior alike.
  public var temperature: Float = 1

  /// A model of its networks, whose prior has location 0 and scale 1.
  ///
  /// - Precondition: the encoder gives two numbers for each latent of the decoder.
  public init(
    encoder: EncoderNetwork, decoder: DecoderNetwork, fitsPrior: Bool = false,
    activation: LatentActivation = .none
  ) {
    let latents = decoder.readin.weight.shape[1]
    guard encoder.readout.weight.shape[0] == 2 * latents else {
      fatalError(
        "\(encoder.readout.weight.shape[0]) outputs of the encoder are not two for \(latents) latents"
      )
    }
    self.encoder = encoder
    self.decoder = decoder
    self.priorLocation = .zeros([1, latents])
    self.priorLogScale = .zeros([1, latents])
    self.fitsPrior = fitsPrior
    self.activation = activation
  }

  public func posterior(
    of input: Tensor, noise address: DrawAddress?
  ) -> LocationScalePosterior<Law> {
    let output = encoder(input, noise: address)
    let location = output.columns(0..<latents) + priorLocation
    let logScale = softclampSymmetric(
      output.columns(latents..<2 * latents), adding: priorLogScale, bound: largestLogScale)
    return posterior(location, logScale)
  }

  public func prior(count: Int) -> LocationScalePosterior<Law> {
    let shape = [count, latents]
    return posterior(
      priorLocation.expanded(to: shape), boundedPriorLogScale.expanded(to: shape))
  }

  private func posterior(_ location: Tensor, _ logScale: Tensor) -> LocationScalePosterior<Law> {
    let law = LocationScale<Law>(location: location, logScale: stretched(logScale))
    let prior = LocationScale<Law>(
      location: priorLocation, logScale: stretched(boundedPriorLogScale))
    return LocationScalePosterior(
      law: law, divergence: Law.divergence(of: law, from: prior), activation: activation)
  }

  /// The prior passes the same bound as the posterior, as in the published code: where the encoder gives 0,
  /// the two are equal.
  private var boundedPriorLogScale: Tensor {
    softclampSymmetric(priorLogScale, bound: largestLogScale)
  }

  private func stretched(_ logScale: Tensor) -> Tensor {
    temperature == 1 ? logScale : logScale + Float(log(Double(temperature)))
  }

  /// The parameters in a fixed order, under the names of the published PyTorch module.
  public mutating func forEachParameter(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    encoder.forEachParameter(visit)
    decoder.forEachParameter(visit)
    if fitsPrior { visitPrior(visit) }
  }

  /// The prior, when training leaves it alone.
  public mutating func forEachBuffer(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    encoder.forEachBuffer(visit)
    decoder.forEachBuffer(visit)
    if !fitsPrior { visitPrior(visit) }
  }

  private mutating func visitPrior(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    visit("loc", &priorLocation)
    visit("log_scale", &priorLogScale)
  }
}

/// The variational autoencoder of normal latents.
public typealias GaussianVAE = LocationScaleVAE<Normal>

/// The variational autoencoder of Laplace latents, whose codes are sparse.
public typealias LaplaceVAE = LocationScaleVAE<Laplace>

extension LocationScaleVAE {
  /// A linear model with random weights.
  ///
  /// ```
  /// fc_enc, fc_dec ~ Normal(0, 0.05²)        prior of location 0 and scale 1        no biases
  /// ```
  /// - Precondition: `pixels` and `latents` are positive.
  public init(
    pixels: Int, latents: Int, fitsPrior: Bool = false, activation: LatentActivation = .none,
    seed: SeedSequence
  ) {
    var generator = seed.generator(for: .weights)
    let (encoder, decoder) = linearNetworks(
      pixels: pixels, latents: latents, numbersPerLatent: 2, using: &generator)
    self.init(encoder: encoder, decoder: decoder, fitsPrior: fitsPrior, activation: activation)
  }
}
