// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// Probabilities from logits, over consecutive groups of values along the last axis.
///
/// ```
/// yᵢ = e^{xᵢ}/Σⱼ e^{xⱼ}   (j in the group of i),   ∂L/∂xᵢ = yᵢ·(cᵢ − Σⱼ cⱼyⱼ)
/// ```
/// The largest value of each group is subtracted first, so nothing overflows.
///
/// - Precondition: `size` is positive and divides the last axis.
public func softmax(_ x: Tensor, groupsOf size: Int) -> Tensor {
  let groups = groupCount(x, size)
  let values = x.values.withUnsafeBufferPointer { values in
    Elementwise.filled(values.count) { elementwise_softmax(values.baseAddress, $0, groups, size) }
  }
  return .recording(values: values, shape: x.shape, inputs: [x]) { c, y in
    let (c, y) = (c.reshaped([groups, size]), y.reshaped([groups, size]))
    let mean = (c * y).sum(over: .columns).reshaped([groups, 1])
    return [(y * (c - mean)).reshaped(x.shape)]
  }
}

/// The logarithms of the probabilities of ``softmax(_:groupsOf:)``, without their underflow.
///
/// ```
/// yᵢ = xᵢ − ln Σⱼ e^{xⱼ}   (j in the group of i),   ∂L/∂xᵢ = cᵢ − e^{yᵢ}·Σⱼ cⱼ
/// ```
/// - Precondition: `size` is positive and divides the last axis.
public func logSoftmax(_ x: Tensor, groupsOf size: Int) -> Tensor {
  let groups = groupCount(x, size)
  let values = x.values.withUnsafeBufferPointer { values in
    Elementwise.filled(values.count) {
      elementwise_log_softmax(values.baseAddress, $0, groups, size)
    }
  }
  return .recording(values: values, shape: x.shape, inputs: [x]) { c, y in
    let (c, y) = (c.reshaped([groups, size]), y.reshaped([groups, size]))
    let total = c.sum(over: .columns).reshaped([groups, 1])
    return [(c - exp(y) * total).reshaped(x.shape)]
  }
}

private func groupCount(_ x: Tensor, _ size: Int) -> Int {
  guard size > 0 && (x.shape.last ?? 1).isMultiple(of: size) else {
    fatalError("the last axis of shape \(x.shape) does not fall into groups of \(size)")
  }
  return x.count / size
}
