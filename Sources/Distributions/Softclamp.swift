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
  let columns = x.shape.last ?? 1
  precondition(
    row.map { $0.count == columns } ?? true,
    "a row of shape \(row?.shape ?? []) cannot be added to shape \(x.shape)")
  var slopes: [Float] = []
  let values = [Float](unsafeUninitializedCapacity: x.count) { values, valuesFilled in
    slopes = [Float](unsafeUninitializedCapacity: x.count) { slopes, slopesFilled in
      elementwise_softclamp(
        x.values, row?.values, upper, values.baseAddress, slopes.baseAddress,
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
