// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// The logistic function of every value.
///
/// ```
/// y = 1/(1 + e⁻ˣ),   ∂L/∂x = c·y·(1 − y)
/// ```
public func sigmoid(_ x: Tensor) -> Tensor {
  .recording(
    values: Elementwise.map(x.values, elementwise_sigmoid), shape: x.shape, inputs: [x]
  ) { c, y in [c * y * (1 - y)] }
}
