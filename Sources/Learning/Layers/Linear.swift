// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// A linear map, with or without a bias.
///
/// ```
/// y = x·Wᵀ + b        x: [batch, inputs], W: [outputs, inputs], b: [outputs], y: [batch, outputs]
/// ```
/// The weight lies as in PyTorch's module of that name; parameters `weight` and `bias`.
public struct Linear: Layer {
  /// Shape [outputs, inputs].
  public var weight: Tensor
  /// Shape [outputs], or none.
  public var bias: Tensor?

  /// A map of given weights.
  ///
  /// - Precondition: `weight` is a matrix; `bias` has one value for each of its rows.
  public init(weight: Tensor, bias: Tensor? = nil) {
    guard weight.rank == 2 else {
      fatalError("a weight of shape \(weight.shape) is not a matrix")
    }
    if let bias {
      guard bias.shape == [weight.shape[0]] else {
        fatalError("a bias of shape \(bias.shape) does not fit a weight of shape \(weight.shape)")
      }
    }
    self.weight = weight
    self.bias = bias
  }

  /// A map of random weights; without `bias` it has none.
  ///
  /// The weight is drawn first, then the bias.
  public init(
    inputs: Int, outputs: Int, weight: Initializer = .fanIn, bias: Initializer? = nil,
    using generator: inout RandomGenerator
  ) {
    self.weight = weight.tensor([outputs, inputs], fanIn: inputs, using: &generator)
    self.bias = bias?.tensor([outputs], fanIn: inputs, using: &generator)
  }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    let product = matmul(input, weight, transposeRight: true)
    guard let bias else { return product }
    return product + bias
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    visit("weight", &weight)
    if var bias {
      self.bias = nil
      visit("bias", &bias)
      self.bias = bias
    }
  }
}
