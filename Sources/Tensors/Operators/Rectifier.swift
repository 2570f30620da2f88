// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// The rectifier of every value; the slope at 0 is 0.
///
/// ```
/// y = max(x, 0),   ∂L/∂x = c where x > 0, else 0
/// ```
public func relu(_ x: Tensor) -> Tensor {
  .recording(
    values: Elementwise.map(x.values, elementwise_relu), shape: x.shape, inputs: [x]
  ) { c in [c * Tensor(Elementwise.map(x.values, elementwise_positive), shape: x.shape)] }
}
