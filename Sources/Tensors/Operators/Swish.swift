// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// The swish of every value, also called SiLU.
///
/// ```
/// y = x·σ(x),   ∂L/∂x = c·σ(x)·(1 + x·(1 − σ(x)))
/// ```
/// > Reference: P. Ramachandran et al., Searching for activation functions, 2017, arXiv:1710.05941, with β = 1.
public func swish(_ x: Tensor) -> Tensor {
  .recording(
    values: Elementwise.map(x.values, elementwise_swish), shape: x.shape, inputs: [x]
  ) { c in [swishSlope(x, c)] }
}

/// `c·s(x)`, `s` the slope of swish, in one pass; `s′ = σ·(1 − σ)·(2 + x·(1 − 2σ))`.
private func swishSlope(_ x: Tensor, _ c: Tensor) -> Tensor {
  let values = x.values.withUnsafeBufferPointer { x in
    c.values.withUnsafeBufferPointer { c in
      Elementwise.filled(x.count) {
        elementwise_swish_slope(x.baseAddress, c.baseAddress, $0, x.count)
      }
    }
  }
  return .recording(values: values, shape: x.shape, inputs: [x, c]) { g in
    let s = sigmoid(x)
    return [
      x.isRecorded ? g * c * (s * (1 - s) * (2 + x * (1 - 2 * s))) : nil,
      c.isRecorded ? swishSlope(x, g) : nil,
    ]
  }
}
