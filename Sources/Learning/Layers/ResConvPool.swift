// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// Reads a whole image into one pixel: its mean plus a convolution as large as the image.
///
/// ```
/// y = mean of x over space + Conv2D(swish(x))       x: [trials, side, side, channels], y: [trials, 1, 1, channels]
/// ```
/// Parameters `conv`.
public struct ResConvPool: Layer {
  /// The convolution without padding.
  public var convolution: Conv2D

  /// A layer of random weights for images of the given side.
  public init(channels: Int, side: Int = 4, using generator: inout RandomGenerator) {
    convolution = Conv2D(inputs: channels, outputs: channels, kernel: side, using: &generator)
  }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    let convolved = convolution(swish(input))
    return meanOverSpace(input).reshaped(convolved.shape) + convolved
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    convolution.forEachParameter(under: "conv", visit)
  }
}
