// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// A convolution whose filters have a learned norm.
///
/// ```
/// y = x ∗ W_eff + b,   W_eff[o] = e^lognorm[o]·W[o]/(‖W[o]‖₂ + 2⁻²³)
/// ```
/// Shape [trials, height, width, inputs] to [trials, height′, width′, outputs]; see `convolution(_:_:bias:stride:padding:)`
/// and `weightNormalization(_:lognorm:)`. Parameters `weight`, `bias` and `lognorm`; the weight lies as in PyTorch.
public struct Conv2D: Layer {
  /// Shape [outputs, inputs, kernel height, kernel width].
  public var weight: Tensor
  /// Shape [outputs].
  public var bias: Tensor
  /// The natural logarithm of the norm of each filter, shape [outputs].
  public var lognorm: Tensor
  /// Steps of the filter, in pixels.
  public let stride: Int
  /// Zeros around each picture, in pixels.
  public let padding: Int

  /// A convolution of given weights.
  ///
  /// - Precondition: `weight` has four axes; `bias` and `lognorm` one value for each of its outputs.
  public init(weight: Tensor, bias: Tensor, lognorm: Tensor, stride: Int = 1, padding: Int = 0) {
    guard weight.rank == 4 else {
      fatalError("a weight of shape \(weight.shape) does not have four axes")
    }
    guard bias.shape == [weight.shape[0]] && lognorm.shape == bias.shape else {
      fatalError(
        "a bias of shape \(bias.shape) and a lognorm of shape \(lognorm.shape) do not fit a weight of "
          + "shape \(weight.shape)")
    }
    self.weight = weight
    self.bias = bias
    self.lognorm = lognorm
    self.stride = stride
    self.padding = padding
  }

  /// A convolution of random weights, PyTorch's default, and filters of norm 1.
  ///
  /// The weight is drawn first, then the bias, each uniform in ±1/√(inputs·kernel²).
  public init(
    inputs: Int, outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    using generator: inout RandomGenerator
  ) {
    let fanIn = inputs * kernel * kernel
    self.init(
      weight: Initializer.fanIn.tensor(
        [outputs, inputs, kernel, kernel], fanIn: fanIn, using: &generator),
      bias: Initializer.fanIn.tensor([outputs], fanIn: fanIn, using: &generator),
      lognorm: .zeros([outputs]), stride: stride, padding: padding)
  }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    convolution(
      input, weightNormalization(weight, lognorm: lognorm), bias: bias, stride: stride,
      padding: padding)
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    visit("weight", &weight)
    visit("bias", &bias)
    visit("lognorm", &lognorm)
  }
}
