// SPDX-License-Identifier: GPL-3.0-or-later

public import ArgumentParser
public import LatentModels
internal import Learning
internal import Randomness

extension Architecture: ExpressibleByArgument {}

/// Everything that decides what a model consists of.
struct ModelSettings: Equatable, Sendable {
  var family: ModelFamily
  var pixels: Int
  var latents: Int
  var encoder: Architecture
  var decoder: Architecture
  var encoderBias: Bool
  var decoderBias: Bool
  /// Channels of the first convolution.
  var channels: Int
  /// How much wider than the data the hidden layer of an MLP encoder is.
  var expansion: Int
  var unitDictionary: Bool
  /// Whether the prior is learned.
  var fitPrior: Bool
  var activation: LatentActivation
  /// Into how many one-hot variables the latents of a categorical model fall.
  var variables: Int
  /// The standard deviation of the first weights of the linear maps next to the latents.
  var initialScale: Double
  /// The upper bound of the first log prior rates.
  var priorBound: Double
  /// The bound of a Poisson model's log-rates.
  var largestLogRate: Double
  /// Updates for one look at the input, of an iterative model.
  var innerSteps: Int
  /// The pull of inner steps to the belief before.
  var innerBeta: Double
  /// Whether an iterative Poisson model's divergence is weighted by the posterior rate.
  var divergence: DivergenceWeighting

  /// A model of these settings with random weights.
  func model(seed: SeedSequence) throws(ArchitectureError) -> any TrainableModel {
    var generator = seed.generator(for: .weights)
    return try family.type.make(self, using: &generator)
  }

  /// The law of the first weights of linear maps next to the latents.
  private var weights: Initialiser { .normal(standardDeviation: initialScale) }

  /// An encoder of random weights.
  func encoderNetwork(
    outputs: Int, using generator: inout RandomGenerator
  ) throws(ArchitectureError) -> EncoderNetwork {
    try EncoderNetwork(
      encoder, pixels: pixels, outputs: outputs, hasBias: encoderBias, weight: weights,
      channels: channels, expansion: expansion, using: &generator)
  }

  /// A decoder of random weights.
  func decoderNetwork(
    using generator: inout RandomGenerator
  ) throws(ArchitectureError) -> DecoderNetwork {
    var network = try DecoderNetwork(
      decoder, latents: latents, pixels: pixels, hasBias: decoderBias, weight: weights,
      channels: channels, using: &generator)
    network.hasUnitAtoms = unitDictionary
    return network
  }
}
