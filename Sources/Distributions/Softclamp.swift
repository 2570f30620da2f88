// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise
public import Tensors

/// Bounds log-rates smoothly from above, and hard from below if asked.
///
/// ```
/// y = c − ln(1 + e^{c − v}),  v = max(x + row, lower)        e^y = e^v·e^c/(e^v + e^c)
/// ∂L/∂x = g·σ(c − v), 0 where x + row < lower
/// ```
/// In the rate domain it is a saturation: with c = 5 a rate of 1, 5, 20 becomes 0.993, 4.84, 17.6.
/// Differentiable once: a second derivative sees the slopes as constants.
///
/// - Parameters:
///   - x: shape [trials, neurons].
///   - row: added to every row before the bound; shape [1, neurons].
///   - lower: the hard bound from below; none by default.
///   - upper: the bound c.
/// - Precondition: `row`, if given, has as many values as `x` has columns.
public func softclamp(
  _ x: Tensor, adding row: Tensor? = nil, lower: Float = -.infinity, upper: Float
) -> Tensor {
  bounded(x, adding: row, at: upper) { x, row, upper, result, slope, rows, columns in
    elementwise_softclamp(x, row, lower, upper, result, slope, rows, columns)
  }
}
