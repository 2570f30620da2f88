// SPDX-License-Identifier: GPL-3.0-or-later

internal import LatentModels
internal import Learning
internal import Tensors

/// The model of `train poisson`: both maps linear, without biases.
typealias LinearPoissonVAE = PoissonVAE<Linear, Linear>

/// The size of a linear model.
struct LinearShape: Equatable, Sendable {
  let pixels: Int
  let latents: Int
}

extension PoissonVAE where Encoder == Linear, Decoder == Linear {
  /// A model of a size, to be filled.
  init(zeros shape: LinearShape) {
    self.init(
      encoder: Linear(weight: .zeros([shape.latents, shape.pixels])),
      decoder: Linear(weight: .zeros([shape.pixels, shape.latents])),
      logPrior: .zeros([1, shape.latents]))
  }

  /// The model of a checkpoint.
  ///
  /// - Throws: `ParameterError` when the checkpoint holds other parameters.
  init(_ shape: LinearShape, _ checkpoint: Checkpoint) throws {
    self.init(zeros: shape)
    try setParameters(checkpoint.parameters, from: "the checkpoint")
  }

  /// How many numbers a datum has.
  var pixels: Int { encoder.weight.shape[1] }

  /// The atoms of the dictionary one after another, each of `pixels` numbers.
  var atoms: [Float] { decoder.weight.transposed().values }
}

extension RunConfiguration {
  /// The size of the model.
  var shape: LinearShape { LinearShape(pixels: data.pixels, latents: latents) }

  /// The size of the model, which the checkpoint must bear out before memory is asked for it.
  func shape(of checkpoint: Checkpoint, in path: String) throws(Refusal) -> LinearShape {
    let expected = [latents, data.pixels]
    let weight = checkpoint.parameters.first { $0.name == "fc_enc.weight" }
    guard let weight, weight.tensor.shape == expected else {
      let found = weight.map { "\($0.tensor.shape)" } ?? "no fc_enc.weight"
      throw Refusal(
        .badData,
        "config.json describes \(latents) latents of \(data.pixels) pixels and \(path) has \(found). "
          + "One of the two belongs to another run.")
    }
    return shape
  }
}
