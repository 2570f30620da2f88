// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// The natural logarithm of every value; relative error below 3e-7.
///
/// ```
/// y = ln x,   ∂L/∂x = c/x
/// ```
/// ln 0 = −∞; a negative value gives NaN.
public func log(_ x: Tensor) -> Tensor {
  .recording(
    values: Elementwise.map(x.values, elementwise_log), shape: x.shape, inputs: [x]
  ) { c in [c / x] }
}
