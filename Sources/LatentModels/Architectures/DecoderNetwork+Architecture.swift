// SPDX-License-Identifier: GPL-3.0-or-later

public import Learning
public import Randomness

extension DecoderNetwork {
  /// A published architecture with random weights: PyTorch's defaults, and a dictionary of the given law.
  ///
  /// ```
  /// lin   Φz        mlp   MLPReconstruction(Φz)        conv   ConvolutionalReconstruction(Φz)        + b if it has one
  /// ```
  /// - Parameters:
  ///   - architecture: which.
  ///   - latents: how many numbers it reads for each datum.
  ///   - pixels: those of one picture.
  ///   - hasBias: whether the first map has a bias.
  ///   - weight: the law of a linear decoder's dictionary; the first map of any other has PyTorch's default.
  ///   - channels: the width of a convolutional decoder.
  ///   - expansion: the hidden units for each pixel of an `mlp`.
  ///   - generator: from which the weights are drawn, the features' first.
  /// - Throws: ``ArchitectureError`` when there is no convolutional decoder for this number of pixels.
  public init(
    _ architecture: Architecture, latents: Int, pixels: Int, hasBias: Bool = false,
    weight: Initializer = .normal(standardDeviation: 0.05), channels: Int = 32,
    expansion: Int = 8, using generator: inout RandomGenerator
  ) throws(ArchitectureError) {
    let features = try architecture.decoderFeatures(
      pixels: pixels, channels: channels, expansion: expansion, using: &generator)
    let readin = Linear(
      inputs: latents, outputs: features.width, weight: architecture == .linear ? weight : .fanIn,
      bias: hasBias ? .fanIn : nil, using: &generator)
    self.init(readin: readin, features: features.layer)
  }
}
