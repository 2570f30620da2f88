// SPDX-License-Identifier: GPL-3.0-or-later

public import Distributions
public import Learning
public import Randomness
public import Tensors

/// The Poisson variational autoencoder: an encoder that multiplies prior firing rates, Poisson spike
/// counts, and a decoder that reads them.
///
/// ```
/// prior      z_k ~ Poisson(r_k)                          log r learned, shared by all data
/// posterior  z_k | x ~ Poisson(r_k e^{δ_k(x)})           δ = softclamp(encoder(x), 10)
/// decoder    x̂ = decoder(z),  pixels Gaussian around x̂ with variance ½
/// ```
/// With a linear decoder x̂ = Φz it is sparse coding with spikes: Φ is the dictionary, the divergence of
/// the posterior from the prior is the metabolic cost.
///
/// Shapes: x [trials, pixels], δ and z [trials, latents].
///
/// > Reference: Vafaii, Galor & Yates, NeurIPS 2024, arXiv 2405.14473, §3.
public struct PoissonVAE<Encoder: Layer, Decoder: Layer>: Parametrised, Sendable {
  /// From data to log-gains.
  public var encoder: Encoder
  /// From counts to reconstructions.
  public var decoder: Decoder
  /// log r, shape [1, latents].
  public var logPrior: Tensor
  /// The bound of the log-gain δ.
  public var largestLogGain: Float = 10
  /// The bound of the posterior log-rate; the divergence does not see it.
  public var largestLogRate: Float = 5

  /// A model from its three parts.
  public init(encoder: Encoder, decoder: Decoder, logPrior: Tensor) {
    self.encoder = encoder
    self.decoder = decoder
    self.logPrior = logPrior
  }

  /// How many neurons there are.
  public var latents: Int { logPrior.count }

  /// The neurons' firing rates after seeing `input`, shape [trials, pixels].
  public func posterior(of input: Tensor) -> PoissonPosterior {
    let logGain = softclamp(encoder(input), upper: largestLogGain)
    return PoissonPosterior(
      rates: Poisson(logRates: softclamp(logGain, adding: logPrior, upper: largestLogRate)),
      divergence: Divergence.poisson(logGain: logGain, logPrior: logPrior))
  }

  /// The parameters in a fixed order, under the names of the published PyTorch module.
  public mutating func forEachParameter(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    encoder.forEachParameter(under: "fc_enc", visit)
    decoder.forEachParameter(under: "fc_dec", visit)
    visit("log_rate", &logPrior)
  }
}

extension PoissonVAE where Encoder == Linear, Decoder == Linear {
  /// A linear model with random weights: sparse coding with spikes.
  ///
  /// ```
  /// fc_enc, fc_dec ~ Normal(0, 0.05²)        log r ~ Uniform(−6, −4)        no biases
  /// ```
  /// - Precondition: `pixels` and `latents` are positive.
  public init(pixels: Int, latents: Int, seed: SeedSequence) {
    precondition(pixels > 0 && latents > 0, "no model of \(pixels) pixels and \(latents) latents")
    var generator = seed.generator(for: .weights)
    let normal = Initialiser.normal(standardDeviation: 0.05)
    self.init(
      encoder: Linear(inputs: pixels, outputs: latents, weight: normal, using: &generator),
      decoder: Linear(inputs: latents, outputs: pixels, weight: normal, using: &generator),
      logPrior: Initialiser.uniform(-6..<(-4)).tensor([1, latents], fanIn: 1, using: &generator))
  }
}

/// What a Poisson VAE believes about its neurons after seeing data.
public struct PoissonPosterior: Sendable {
  /// The firing rates, to be sampled.
  public let rates: Poisson
  /// Their divergence from the prior, in nats.
  public let divergence: Divergence
}
