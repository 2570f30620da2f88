// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import LatentModels
internal import Learning
internal import Randomness
internal import Tensors

/// What kind of network reads the data, or writes the reconstruction.
enum NetworkKind: String, Codable, CaseIterable, Sendable, ExpressibleByArgument {
  case linear
  case mlp
  case conv
}

/// Everything that decides the architecture of a model.
struct ModelSettings: Equatable, Sendable {
  var family: ModelFamily
  var pixels: Int
  var latents: Int
  var encoder: NetworkKind
  var decoder: NetworkKind
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
  /// The standard deviation of the first weights of linear maps.
  var initialScale: Double
  /// The upper bound of the first log prior rates.
  var priorBound: Double

  /// A model of these settings with random weights.
  func model(seed: SeedSequence) -> any TrainableModel { make(family.type, seed: seed) }

  private func make<Model: TrainableModel>(_ type: Model.Type, seed: SeedSequence) -> Model {
    var generator = seed.generator(for: .weights)
    let normal = Initialiser.normal(standardDeviation: initialScale)
    let architecture = Architecture(pixels: pixels, channels: channels, expansion: expansion)
    let read = architecture.encoderFeatures(encoder, seed: seed)
    let written = architecture.decoderFeatures(decoder, seed: seed)
    let readout = Linear(
      inputs: read.width, outputs: Model.numbersPerLatent * latents, weight: normal,
      bias: encoderBias ? .zeros : nil, using: &generator)
    let readin = Linear(
      inputs: latents, outputs: written.width, weight: decoder == .linear ? normal : .fanIn,
      bias: decoderBias ? .fanIn : nil, using: &generator)
    return Model(
      encoder: EncoderNetwork(features: read.layer, readout: readout),
      decoder: DecoderNetwork(
        readin: readin, features: written.layer, hasUnitAtoms: unitDictionary),
      settings: self, using: &generator)
  }
}

/// The features of both networks for pictures of one size.
struct Architecture {
  let pixels: Int
  let channels: Int
  let expansion: Int

  func encoderFeatures(_ kind: NetworkKind, seed: SeedSequence) -> (layer: (any Layer)?, width: Int)
  {
    (nil, pixels)
  }

  func decoderFeatures(_ kind: NetworkKind, seed: SeedSequence) -> (layer: (any Layer)?, width: Int)
  {
    (nil, pixels)
  }
}
