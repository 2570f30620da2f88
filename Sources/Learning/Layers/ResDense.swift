// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// A hidden layer around a skip connection, then a normalization.
///
/// ```
/// y = LayerNorm(x + fc2(Dropout(ReLU(fc1(x)))))       fc1: features → expansion·features, fc2 back
/// ```
/// x and y have shape [trials, features]. Parameters `fc1`, `fc2` and `layer_norm`.
///
/// > Reference: the fully connected block of Vafaii, Galor & Yates, 2024, arXiv 2405.14473.
public struct ResDense: Layer {
  /// To the hidden units.
  public var first: Linear
  /// And back.
  public var second: Linear
  /// Of the sum.
  public var normalization: LayerNorm
  /// Of the hidden units.
  public var dropout: Dropout

  /// A block of random weights.
  ///
  /// - Parameters:
  ///   - features: the width of input and output.
  ///   - expansion: the hidden units for each feature.
  ///   - probability: of dropout.
  ///   - name: the name of the block in its network, which tells its dropout from others.
  ///   - generator: from which the weights are drawn.
  public init(
    features: Int, expansion: Int = 8, dropout probability: Double = 0.1, name: String,
    using generator: inout RandomGenerator
  ) {
    let hidden = features * expansion
    first = Linear(inputs: features, outputs: hidden, bias: .fanIn, using: &generator)
    second = Linear(inputs: hidden, outputs: features, bias: .fanIn, using: &generator)
    normalization = LayerNorm(features: features)
    dropout = Dropout(probability, name: "\(name).drop")
  }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    let hidden = dropout(relu(first(input)), noise: address)
    return normalization(second(hidden) + input)
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    first.forEachParameter(under: "fc1", visit)
    second.forEachParameter(under: "fc2", visit)
    normalization.forEachParameter(under: "layer_norm", visit)
  }
}
