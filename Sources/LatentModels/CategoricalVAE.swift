// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
internal import Foundation
internal import Learning
public import Randomness
public import Tensors

/// A variational autoencoder of one-hot latents.
///
/// ```
/// prior      z_g ~ Categorical(π_g)                    uniform and frozen, or learned
/// posterior  z_g | x ~ Categorical(softmax(encoder(x)_g))
/// decoder    x̂ = decoder(z), z flat: the chosen atoms are added
/// ```
/// With one latent every reconstruction is a single atom, and the divergence is at most ln categories.
///
/// > Reference: E. Jang, S. Gu & B. Poole, arXiv 1611.01144; Vafaii, Galor & Yates, arXiv 2405.14473, §4.
public struct CategoricalVAE: VariationalAutoencoder {
  /// From data to logits.
  public var encoder: EncoderNetwork
  /// From one-hot latents to reconstructions.
  public var decoder: DecoderNetwork
  /// ln π up to a constant for each variable, shape [1, variables, categories].
  public var priorLogits: Tensor
  /// Whether training moves the prior.
  public var fitsPrior: Bool

  /// How many one-hot variables there are.
  public var variables: Int { priorLogits.shape[1] }
  /// How many categories each has.
  public var categories: Int { priorLogits.shape[2] }

  /// A model of its networks, whose prior is uniform.
  ///
  /// - Precondition: encoder and decoder have one number for each category of each of the `variables`.
  public init(
    encoder: EncoderNetwork, decoder: DecoderNetwork, variables: Int = 1, fitsPrior: Bool = false
  ) {
    let width = decoder.readin.weight.shape[1]
    guard
      variables > 0 && width.isMultiple(of: variables)
        && encoder.readout.weight.shape[0] == width
    else {
      fatalError(
        "\(encoder.readout.weight.shape[0]) outputs of the encoder and \(width) inputs of the decoder "
          + "are not the categories of \(variables) variables")
    }
    self.encoder = encoder
    self.decoder = decoder
    self.priorLogits = .zeros([1, variables, width / variables])
    self.fitsPrior = fitsPrior
  }

  public func posterior(of input: Tensor, noise address: DrawAddress?) -> CategoricalPosterior {
    posterior(encoder(input, noise: address))
  }

  /// The logarithm of the probability of every category.
  ///
  /// The logits alone are known only up to a constant, which the loss does not see.
  public func features(of input: Tensor) -> Tensor {
    let logits = encoder(input).detached
    var values = logits.values
    for start in stride(from: 0, to: values.count, by: categories) {
      let group = start..<start + categories
      let largest = values[group].max() ?? 0
      let sum = values[group].reduce(0) { $0 + Foundation.exp(Double($1 - largest)) }
      let total = largest + Float(Foundation.log(sum))
      for place in group { values[place] -= total }
    }
    return Tensor(values, shape: logits.shape)
  }

  public func prior(count: Int) -> CategoricalPosterior {
    posterior(priorLogits.reshaped([1, latents]).expanded(to: [count, latents]))
  }

  private func posterior(_ logits: Tensor) -> CategoricalPosterior {
    let law = Categorical(logits: logits, latents: variables, categories: categories)
    return CategoricalPosterior(
      law: law, divergence: .categorical(law, priorLogits: priorLogits))
  }

  /// The parameters in a fixed order, under the names of the published PyTorch module.
  public mutating func forEachParameter(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    encoder.forEachParameter(visit)
    decoder.forEachParameter(visit)
    if fitsPrior { visit("logits", &priorLogits) }
  }

  /// The prior, when training leaves it alone.
  public mutating func forEachBuffer(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    encoder.forEachBuffer(visit)
    decoder.forEachBuffer(visit)
    if !fitsPrior { visit("logits", &priorLogits) }
  }
}

extension CategoricalVAE {
  /// A linear model with random weights.
  ///
  /// ```
  /// fc_enc, fc_dec ~ Normal(0, 0.05²)        uniform prior        no biases
  /// ```
  /// - Precondition: `pixels`, `variables` and `categories` are positive.
  public init(
    pixels: Int, variables: Int = 1, categories: Int, fitsPrior: Bool = false, seed: SeedSequence
  ) {
    var generator = seed.generator(for: .weights)
    let (encoder, decoder) = linearNetworks(
      pixels: pixels, latents: variables * categories, numbersPerLatent: 1, using: &generator)
    self.init(encoder: encoder, decoder: decoder, variables: variables, fitsPrior: fitsPrior)
  }
}
