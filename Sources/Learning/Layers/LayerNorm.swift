// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// Brings every datum to mean 0 and variance 1 over its features, then scales and shifts each feature.
///
/// ```
/// y = (x − mean)/√(variance + ε)·weight + bias        x: [trials, features]
/// ```
/// Parameters `weight` and `bias`, at first 1 and 0.
///
/// > Reference: Ba, Kiros & Hinton, Layer normalization, 2016, arXiv:1607.06450, eq. 3.
public struct LayerNorm: Layer {
  /// Shape [features].
  public var weight: Tensor
  /// Shape [features].
  public var bias: Tensor
  /// Added to the variance.
  public var epsilon: Float

  /// The normalization of this many features.
  public init(features: Int, epsilon: Float = 1e-5) {
    weight = Tensor(repeating: 1, shape: [features])
    bias = .zeros([features])
    self.epsilon = epsilon
  }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    layerNormalization(input, weight: weight, bias: bias, epsilon: epsilon)
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    visit("weight", &weight)
    visit("bias", &bias)
  }
}
