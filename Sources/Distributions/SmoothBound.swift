// SPDX-License-Identifier: GPL-3.0-or-later

internal import Tensors

/// A kernel that bounds `x + row` smoothly, and gives the slopes of the result.
typealias SmoothBound = (
  _ x: UnsafePointer<Float>?, _ row: UnsafePointer<Float>?, _ bound: Float,
  _ result: UnsafeMutablePointer<Float>?, _ slope: UnsafeMutablePointer<Float>?,
  _ rows: Int, _ columns: Int
) -> Void

/// What a kernel makes of every row of `x`, with `row` added before; differentiable once.
///
/// - Precondition: `row`, if given, has as many values as `x` has columns.
func bounded(_ x: Tensor, adding row: Tensor?, at bound: Float, by kernel: SmoothBound) -> Tensor {
  let columns = x.shape.last ?? 1
  guard (row.map { $0.count == columns } ?? true) else {
    fatalError("a row of shape \(row?.shape ?? []) cannot be added to shape \(x.shape)")
  }
  var slopes: [Float] = []
  let values = [Float](unsafeUninitializedCapacity: x.count) { values, valuesFilled in
    slopes = [Float](unsafeUninitializedCapacity: x.count) { slopes, slopesFilled in
      kernel(
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
