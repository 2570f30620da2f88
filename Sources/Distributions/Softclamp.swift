// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise
public import Tensors

/// Bounds log-rates smoothly from above.
///
/// ```
/// y = c − ln(1 + e^{c − v}),  v = x + row        e^y = e^v·e^c/(e^v + e^c)
/// ∂L/∂v = g·σ(c − v)
/// ```
/// In the rate domain it is a saturation: with c = 5 a rate of 1, 5, 20 becomes 0.993, 4.84, 17.6.
/// Differentiable once: a second derivative sees the slopes as constants.
///
/// - Parameters:
///   - x: shape [trials, neurons].
///   - row: added to every row before the bound; shape [1, neurons].
///   - upper: the bound c.
/// - Precondition: `row`, if given, has as many values as `x` has columns.
public func softclamp(_ x: Tensor, adding row: Tensor? = nil, upper: Float) -> Tensor {
  bounded(x, adding: row, at: upper, by: elementwise_softclamp)
}
