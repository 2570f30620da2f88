// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// Any number of layers, each reading what the one before gives.
///
/// Parameters are named `0.…`, `1.…`, and so on; layers without parameters count too, as in PyTorch's module
/// of this name.
public struct Sequential: Layer {
  /// The layers in order.
  public var layers: [any Layer]

  /// Layers in order.
  public init(_ layers: [any Layer]) { self.layers = layers }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    layers.reduce(input) { $1($0, noise: address) }
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    for index in layers.indices { layers[index].forEachParameter(under: "\(index)", visit) }
  }

  public mutating func forEachBuffer(_ visit: (String, inout Tensor) -> Void) {
    for index in layers.indices { layers[index].forEachBuffer(under: "\(index)", visit) }
  }
}
