// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// Lays the values of every image in one row, channel after channel; no parameters.
///
/// From [trials, height, width, channels] to [trials, channels·height·width], in PyTorch's order.
public struct Flattening: Layer {
  /// The layer.
  public init() {}

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    input.withChannelsFirst().reshaped([
      input.shape[0], input.shape.dropFirst().reduce(1, *),
    ])
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {}
}
