// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// Swish, then a 3 × 3 convolution that keeps, halves or doubles the side of the image.
///
/// ```
/// y = Conv2D(resized(swish(x)))
/// ```
/// Shape [trials, height, width, channels]. Parameters `conv`.
public struct ConvLayer: Layer {
  /// What happens to the side of the image.
  public enum Resolution: Sendable, Hashable {
    /// It stays.
    case same
    /// It is halved, rounding up, by the stride of the convolution.
    case halved
    /// It is doubled before the convolution.
    case doubled
  }

  /// The convolution.
  public var convolution: Conv2D
  /// What happens to the side of the image.
  public let resolution: Resolution

  /// A layer of random weights.
  public init(
    inputs: Int, outputs: Int, resolution: Resolution = .same,
    using generator: inout RandomGenerator
  ) {
    convolution = Conv2D(
      inputs: inputs, outputs: outputs, kernel: 3, stride: resolution == .halved ? 2 : 1,
      padding: 1, using: &generator)
    self.resolution = resolution
  }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    callAsFunction(activated: swish(input))
  }

  /// The layer after its swish, which a cell may have computed for its skip connection already.
  func callAsFunction(activated: Tensor) -> Tensor {
    convolution(resolution == .doubled ? activated.upsampled(by: 2) : activated)
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    convolution.forEachParameter(under: "conv", visit)
  }
}
