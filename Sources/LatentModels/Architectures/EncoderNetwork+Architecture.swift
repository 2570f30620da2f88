// SPDX-License-Identifier: GPL-3.0-or-later

public import Learning
public import Randomness

extension EncoderNetwork {
  /// A published architecture with random weights: PyTorch's defaults, and a readout of the given law.
  ///
  /// ```
  /// lin   readout(x)        mlp   readout(ResDense(x))        conv   readout(ConvolutionalFeatures(x))
  /// ```
  /// - Parameters:
  ///   - architecture: which.
  ///   - pixels: those of one picture.
  ///   - outputs: the numbers that the family of latents asks for.
  ///   - hasBias: whether the readout has a bias, at first 0.
  ///   - weight: the law of the readout's weight; the published one has the standard deviation 0.05 beside a
  ///     linear decoder, 0.1 beside any other.
  ///   - channels: the width of a convolutional encoder.
  ///   - expansion: the hidden units for each pixel of an `mlp`.
  ///   - generator: from which the weights are drawn, the features' first.
  /// - Throws: ``ArchitectureError`` when there is no convolutional encoder for this number of pixels.
  public init(
    _ architecture: Architecture, pixels: Int, outputs: Int, hasBias: Bool = false,
    weight: Initializer = .normal(standardDeviation: 0.05), channels: Int = 32,
    expansion: Int = 16, using generator: inout RandomGenerator
  ) throws(ArchitectureError) {
    let features = try architecture.encoderFeatures(
      pixels: pixels, channels: channels, expansion: expansion, using: &generator)
    self.init(
      features: features.layer,
      readout: Linear(
        inputs: features.width, outputs: outputs, weight: weight, bias: hasBias ? .zeros : nil,
        using: &generator))
  }
}
