// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// Multiplies every channel by a gain that all channels of the image decide together.
///
/// ```
/// y = x·s,   s = σ(fc.2(ReLU(fc.0(mean of x over space))))      hidden: max(⌊channels/16⌋, 4)
/// ```
/// x and y have shape [trials, height, width, channels]. Parameters `fc.0` and `fc.2`.
///
/// > Reference: Hu, Shen & Sun, Squeeze-and-excitation networks, 2018, arXiv:1709.01507.
public struct SqueezeExcite: Layer {
  /// From the channels' means to the hidden units.
  public var squeeze: Linear
  /// From the hidden units to the channels' gains.
  public var excite: Linear

  /// A block of random weights.
  public init(channels: Int, using generator: inout RandomGenerator) {
    let hidden = max(channels / 16, 4)
    squeeze = Linear(inputs: channels, outputs: hidden, bias: .fanIn, using: &generator)
    excite = Linear(inputs: hidden, outputs: channels, bias: .fanIn, using: &generator)
  }

  /// The gains s, shape [trials, channels].
  public func gains(of input: Tensor) -> Tensor {
    sigmoid(excite(relu(squeeze(meanOverSpace(input)))))
  }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    scaleChannels(input, by: gains(of: input))
  }

  /// The block with a skip connection: `skip + x·s`.
  func callAsFunction(_ input: Tensor, addedTo skip: Tensor) -> Tensor {
    scaleChannels(input, by: gains(of: input), addingTo: skip)
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    squeeze.forEachParameter(under: "fc.0", visit)
    excite.forEachParameter(under: "fc.2", visit)
  }
}
