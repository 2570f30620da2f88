// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// The exponential of every value; relative error below 2e-7.
///
/// ```
/// y = eˣ,   ∂L/∂x = c·y
/// ```
/// Below −87 the result is 0, above 88.37 it is +∞.
public func exp(_ x: Tensor) -> Tensor {
  .recording(
    values: Elementwise.map(x.values, elementwise_exp), shape: x.shape, inputs: [x]
  ) { c, y in [c * y] }
}
