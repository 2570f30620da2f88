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

  /// A model of these settings with random weights.
  func model(seed: SeedSequence) throws(ArchitectureError) -> any TrainableModel {
    try make(family.type, seed: seed)
  }

  private func make<Model: TrainableModel>(
    _ type: Model.Type, seed: SeedSequence
  ) throws(ArchitectureError) -> Model {
    var generator = seed.generator(for: .weights)
    let normal = Initialiser.normal(standardDeviation: initialScale)
    let encoder = try EncoderNetwork(
      encoder, pixels: pixels, outputs: Model.numbersPerLatent * latents, hasBias: encoderBias,
      weight: normal, channels: channels, expansion: expansion, using: &generator)
    var decoder = try DecoderNetwork(
      decoder, latents: latents, pixels: pixels, hasBias: decoderBias, weight: normal,
      channels: channels, using: &generator)
    decoder.hasUnitAtoms = unitDictionary
    return Model(encoder: encoder, decoder: decoder, settings: self, using: &generator)
  }
}
