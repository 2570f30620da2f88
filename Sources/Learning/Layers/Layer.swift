// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// A parametrized function from a batch to a batch; the first axis counts the data.
public protocol Layer: Parametrized, Sendable {
  /// Applies the layer.
  ///
  /// - Parameters:
  ///   - input: the data, first axis [trials].
  ///   - address: where noise such as dropout is drawn, with the number of the first datum; nil for none,
  ///     as in inference.
  func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor
}

extension Layer {
  /// Applies the layer without noise.
  public func callAsFunction(_ input: Tensor) -> Tensor { self(input, noise: nil) }
}
