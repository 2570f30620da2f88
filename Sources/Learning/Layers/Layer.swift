// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// A parametrised function from a batch to a batch; the first axis counts the data.
public protocol Layer: Parametrised, Sendable {
  /// Applies the layer.
  func callAsFunction(_ input: Tensor) -> Tensor
}
