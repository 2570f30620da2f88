// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise
public import Tensors

/// Bounds log-scales smoothly on both sides.
///
/// ```
/// y = c·tanh(v/c),  v = x + row        ∂L/∂v = g·(1 − tanh²(v/c))
/// ```
/// Differentiable once: a second derivative sees the slopes as constants.
///
/// - Parameters:
///   - x: shape [trials, neurons].
///   - row: added to every row before the bound; shape [1, neurons].
///   - bound: the bound c, positive.
/// - Precondition: `row`, if given, has as many values as `x` has columns.
public func softclampSymmetric(_ x: Tensor, adding row: Tensor? = nil, bound: Float) -> Tensor {
  guard bound > 0 else {
    fatalError("the bound \(bound) is not positive")
  }
  return bounded(x, adding: row, at: bound, by: elementwise_symmetric_softclamp)
}
