// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// The smooth rectifier of every value, without overflow at either end.
///
/// ```
/// y = ln(1 + eˣ),   ∂L/∂x = c·σ(x)
/// ```
public func softplus(_ x: Tensor) -> Tensor {
  .recording(
    values: Elementwise.map(x.values, elementwise_softplus), shape: x.shape, inputs: [x]
  ) { c in [c * sigmoid(x)] }
}
