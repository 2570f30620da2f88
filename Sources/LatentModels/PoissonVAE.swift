// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
internal import Learning
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
public struct PoissonVAE: VariationalAutoencoder {
  /// From data to log-gains.
  public var encoder: EncoderNetwork
  /// From counts to reconstructions.
  public var decoder: DecoderNetwork
  /// log r, shape [1, latents].
  public var logPrior: Tensor
  /// The bound of the log-gain δ.
  public var largestLogGain: Float = 10
  /// The bound of the posterior log-rate; the divergence does not see it.
  public var largestLogRate: Float = 5

  /// A model from its three parts.
  public init(encoder: EncoderNetwork, decoder: DecoderNetwork, logPrior: Tensor) {
    self.encoder = encoder
    self.decoder = decoder
    self.logPrior = logPrior
  }

  public func posterior(of input: Tensor, noise address: DrawAddress?) -> PoissonPosterior {
    let logGain = logGain(of: encoder(input, noise: address))
    return PoissonPosterior(
      rates: Poisson(logRates: softclamp(logGain, adding: logPrior, upper: largestLogRate)),
      divergence: .poisson(logGain: logGain, logPrior: logPrior))
  }

  /// The log-gain δ within its bound.
  public func features(of input: Tensor) -> Tensor { logGain(of: encoder(input)) }

  private func logGain(of encoded: Tensor) -> Tensor { softclamp(encoded, upper: largestLogGain) }

  /// Neurons at their prior rates, without the bound of the posterior.
  public func prior(count: Int) -> PoissonPosterior {
    PoissonPosterior(
      rates: Poisson(logRates: logPrior.expanded(to: [count, logPrior.count])),
      divergence: .poisson(logGain: .zeros([count, logPrior.count]), logPrior: logPrior))
  }

  /// The parameters in a fixed order, under the names of the published PyTorch module.
  public mutating func forEachParameter(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    encoder.forEachParameter(visit)
    decoder.forEachParameter(visit)
    visit("log_rate", &logPrior)
  }

  /// What the networks keep beside their parameters.
  public mutating func forEachBuffer(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    encoder.forEachBuffer(visit)
    decoder.forEachBuffer(visit)
  }
}

extension PoissonVAE {
  /// A linear model with random weights: sparse coding with spikes.
  ///
  /// ```
  /// fc_enc, fc_dec ~ Normal(0, 0.05²)        log r ~ Uniform(−6, −4)        no biases
  /// ```
  /// - Precondition: `pixels` and `latents` are positive.
  public init(pixels: Int, latents: Int, seed: SeedSequence) {
    var generator = seed.generator(for: .weights)
    let (encoder, decoder) = linearNetworks(
      pixels: pixels, latents: latents, numbersPerLatent: 1, using: &generator)
    self.init(
      encoder: encoder, decoder: decoder,
      logPrior: Self.randomLogPrior(latents: latents, below: -4, using: &generator))
  }

  /// log r ~ Uniform(−6, `upper`), shape [1, latents]; the published bound is −4 for a linear decoder and
  /// −2 for any other.
  public static func randomLogPrior(
    latents: Int, below upper: Double, using generator: inout RandomGenerator
  ) -> Tensor {
    Initializer.uniform(-6..<upper).tensor([1, latents], fanIn: 1, using: &generator)
  }
}
