// SPDX-License-Identifier: GPL-3.0-or-later

public import Learning
public import Randomness

extension Architecture {
  /// What comes before the readout of an encoder, with random weights, and how many features it gives.
  ///
  /// - Parameters:
  ///   - pixels: those of one picture.
  ///   - channels: the width of a convolutional encoder.
  ///   - expansion: the hidden units for each pixel of an `mlp`.
  ///   - generator: from which the weights are drawn; a linear encoder draws none.
  /// - Throws: ``ArchitectureError`` when there is no convolutional encoder for this number of pixels.
  public func encoderFeatures(
    pixels: Int, channels: Int = 32, expansion: Int = 16, using generator: inout RandomGenerator
  ) throws(ArchitectureError) -> (layer: (any Layer)?, width: Int) {
    switch self {
    case .linear: return (nil, pixels)
    case .mlp:
      return (MLPFeatures(pixels: pixels, expansion: expansion, using: &generator), pixels)
    case .convolutional:
      let features = try ConvolutionalFeatures(
        pixels: pixels, channels: channels, using: &generator)
      return (features, features.features)
    }
  }

  /// What follows the first map of a decoder, with random weights, and how many numbers it reads.
  ///
  /// - Parameters:
  ///   - pixels: those of one picture.
  ///   - channels: the width of a convolutional decoder.
  ///   - expansion: the hidden units for each pixel of an `mlp`.
  ///   - generator: from which the weights are drawn; a linear decoder draws none.
  /// - Throws: ``ArchitectureError`` when there is no convolutional decoder for this number of pixels.
  public func decoderFeatures(
    pixels: Int, channels: Int = 32, expansion: Int = 8, using generator: inout RandomGenerator
  ) throws(ArchitectureError) -> (layer: (any Layer)?, width: Int) {
    switch self {
    case .linear: return (nil, pixels)
    case .mlp:
      return (MLPReconstruction(pixels: pixels, expansion: expansion, using: &generator), pixels)
    case .convolutional:
      let layers = try ConvolutionalReconstruction(
        pixels: pixels, channels: channels, using: &generator)
      return (layers, layers.inputs)
    }
  }
}
