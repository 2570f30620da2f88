// SPDX-License-Identifier: GPL-3.0-or-later

public import Learning
public import Randomness
public import Tensors

/// What follows the first map of the `mlp` decoder.
///
/// ```
/// x̂ = Linear(swish(ResDense(swish(h))))        h and x̂: [trials, pixels]
/// ```
/// Parameters `dec.1` (the block) and `dec.3` (the last map).
public struct MLPReconstruction: Layer {
  /// The four layers.
  public var layers: Sequential

  /// Layers of random weights, with `expansion` hidden units for each pixel.
  public init(pixels: Int, expansion: Int = 8, using generator: inout RandomGenerator) {
    let block = ResDense(
      features: pixels, expansion: expansion, name: "dec.1", using: &generator)
    let last = Linear(inputs: pixels, outputs: pixels, bias: .fanIn, using: &generator)
    layers = Sequential([Swish(), block, Swish(), last])
  }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    layers(input, noise: address)
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    layers.forEachParameter(under: "dec", visit)
  }
}
