// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// The square of every value.
///
/// ```
/// y = x²,   ∂L/∂x = 2·c·x
/// ```
public func square(_ x: Tensor) -> Tensor {
  .recording(
    values: Elementwise.combine(
      x, x, over: BroadcastGrid(x.shape, x.shape), elementwise_multiply),
    shape: x.shape, inputs: [x]
  ) { c in [c * x * 2] }
}
