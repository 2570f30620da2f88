// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// The swish of every value, as a layer without parameters.
///
/// ```
/// y = x·σ(x)
/// ```
public struct Swish: Layer {
  /// The layer.
  public init() {}

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    swish(input)
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {}
}
