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
  let columns = x.shape.last ?? 1
  precondition(
    row.map { $0.count == columns } ?? true,
    "a row of shape \(row?.shape ?? []) cannot be added to shape \(x.shape)")
  precondition(bound > 0, "the bound \(bound) is not positive")
  var slopes: [Float] = []
  let values = [Float](unsafeUninitializedCapacity: x.count) { values, valuesFilled in
    slopes = [Float](unsafeUninitializedCapacity: x.count) { slopes, slopesFilled in
      elementwise_symmetric_softclamp(
        x.values, row?.values, bound, values.baseAddress, slopes.baseAddress,
        columns == 0 ? 0 : x.count / columns, columns)
      slopesFilled = x.count
    }
    valuesFilled = x.count
  }
  let slope = Tensor(slopes, shape: x.shape)
  return .recording(values: values, shape: x.shape, inputs: row.map { [x, $0] } ?? [x]) { c in
    let toInput = c * slope
    guard let row else { return [toInput] }
    return [toInput, row.isRecorded ? toInput.summed(to: row.shape) : nil]
  }
}
