// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// One layer after another.
///
/// ```
/// y = second(first(x))
/// ```
/// Parameters are named `0.…` and `1.…`.
public struct Composition<First: Layer, Second: Layer>: Layer {
  /// The layer that reads the input.
  public var first: First
  /// The layer that gives the output.
  public var second: Second

  /// Applies `first`, then `second`.
  public init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    second(first(input, noise: address), noise: address)
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    first.forEachParameter(under: "0", visit)
    second.forEachParameter(under: "1", visit)
  }
  public mutating func forEachBuffer(_ visit: (String, inout Tensor) -> Void) {
    first.forEachBuffer(under: "0", visit)
    second.forEachBuffer(under: "1", visit)
  }
}
