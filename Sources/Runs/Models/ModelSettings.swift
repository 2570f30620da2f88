// SPDX-License-Identifier: GPL-3.0-or-later

public import LatentModels
internal import Learning
public import Randomness

/// Everything that decides what a model consists of.
public struct ModelSettings: Equatable, Sendable {
  public var family: ModelFamily
  public var pixels: Int
  public var latents: Int
  public var encoder: Architecture
  public var decoder: Architecture
  public var encoderBias: Bool
  public var decoderBias: Bool
  /// Channels of the first convolution.
  public var channels: Int
  /// How much wider than the data the hidden layer of an MLP encoder is.
  public var expansion: Int
  public var unitDictionary: Bool
  /// Whether the prior is learned.
  public var fitPrior: Bool
  public var activation: LatentActivation
  /// Into how many one-hot variables the latents of a categorical model fall.
  public var variables: Int
  /// The standard deviation of the first weights of the linear maps next to the latents.
  public var initialScale: Double
  /// The upper bound of the first log prior rates.
  public var priorBound: Double
  /// The bound of a Poisson model's log-rates.
  public var largestLogRate: Double
  /// Updates for one look at the input, of an iterative model.
  public var innerSteps: Int
  /// The pull of inner steps to the belief before.
  public var innerBeta: Double
  /// Whether an iterative Poisson model's divergence is weighted by the posterior rate.
  public var divergence: DivergenceWeighting

  /// A model of these settings with random weights.
  public func model(seed: SeedSequence) throws(ArchitectureError) -> any TrainableModel {
    var generator = seed.generator(for: .weights)
    return try family.type.make(self, using: &generator)
  }

  /// The law of the first weights of linear maps next to the latents.
  private var weights: Initialiser { .normal(standardDeviation: initialScale) }

  /// An encoder of random weights.
  public func encoderNetwork(
    outputs: Int, using generator: inout RandomGenerator
  ) throws(ArchitectureError) -> EncoderNetwork {
    try EncoderNetwork(
      encoder, pixels: pixels, outputs: outputs, hasBias: encoderBias, weight: weights,
      channels: channels, expansion: expansion, using: &generator)
  }

  /// A decoder of random weights.
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
