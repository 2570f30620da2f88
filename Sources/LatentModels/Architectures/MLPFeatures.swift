// SPDX-License-Identifier: GPL-3.0-or-later

public import Learning
public import Randomness
public import Tensors

/// The features of the `mlp` encoder: one `ResDense` of the pixels.
///
/// Shape [trials, pixels] to [trials, pixels]. Parameters `enc.fc1`, `enc.fc2`, `enc.layer_norm`.
public struct MLPFeatures: Layer {
  /// The block.
  public var block: ResDense

  /// Features of random weights, with `expansion` hidden units for each pixel.
  public init(pixels: Int, expansion: Int = 16, using generator: inout RandomGenerator) {
    block = ResDense(features: pixels, expansion: expansion, name: "enc", using: &generator)
  }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    block(input, noise: address)
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    block.forEachParameter(under: "enc", visit)
  }
}
