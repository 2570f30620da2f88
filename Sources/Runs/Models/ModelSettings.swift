// SPDX-License-Identifier: GPL-3.0-or-later

public import LatentModels
internal import Learning
public import Randomness

/// Everything that decides a model's architecture.
public struct ModelSettings: Equatable, Sendable {
  /// The family of latents.
  public var family: ModelFamily
  /// M, the numbers of a datum.
  public var pixels: Int
  /// K, the number of latents.
  public var latents: Int
  /// The network from a datum to the latents.
  public var encoder: Architecture
  /// The network from the latents to a reconstruction.
  public var decoder: Architecture
  /// Whether the encoder's last linear map has a bias.
  public var encoderBias: Bool
  /// Whether the decoder's linear map has a bias.
  public var decoderBias: Bool
  /// Channels of the first convolution.
  public var channels: Int
  /// How many times wider than the data an MLP encoder's hidden layer is.
  public var expansion: Int
  /// Whether the atoms of a linear decoder are kept at length 1.
  public var unitDictionary: Bool
  /// Whether the prior is learned.
  public var fitPrior: Bool
  /// What Gaussian and Laplace latents pass through before the decoder.
  public var activation: LatentActivation
  /// How many one-hot variables the latents of a categorical model are divided into.
  public var variables: Int
  /// The standard deviation of the initial weights of the linear layers next to the latents.
  public var initialScale: Double
  /// The upper bound of the initial log prior rates.
  public var priorBound: Double
  /// The bound of a Poisson model's log-rates.
  public var largestLogRate: Double
  /// Updates per look at the input, for an iterative model.
  public var innerSteps: Int
  /// How strongly inner steps are pulled toward the previous belief.
  public var innerBeta: Double
  /// Whether an iterative Poisson model's divergence is weighted by the posterior rate.
  public var divergence: DivergenceWeighting
  /// What becomes of an iterative Poisson model's belief between two frames.
  public var transition = FrameTransition.Form.none

  /// A model with these settings and random weights.
  public func model(seed: SeedSequence) throws(ArchitectureError) -> any TrainableModel {
    var generator = seed.generator(for: .weights)
    return try family.type.make(self, using: &generator)
  }

  /// The distribution of the initial weights of linear layers next to the latents.
  private var weights: Initializer { .normal(standardDeviation: initialScale) }

  /// An encoder with random weights.
  public func encoderNetwork(
    outputs: Int, using generator: inout RandomGenerator
  ) throws(ArchitectureError) -> EncoderNetwork {
    try EncoderNetwork(
      encoder, pixels: pixels, outputs: outputs, hasBias: encoderBias, weight: weights,
      channels: channels, expansion: expansion, using: &generator)
  }

  /// A decoder with random weights.
  public func decoderNetwork(
    using generator: inout RandomGenerator
  ) throws(ArchitectureError) -> DecoderNetwork {
    var network = try DecoderNetwork(
      decoder, latents: latents, pixels: pixels, hasBias: decoderBias, weight: weights,
      channels: channels, using: &generator)
    network.hasUnitAtoms = unitDictionary
    return network
  }
}
