// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

extension Tensor {
  /// Repeats a scalar, a row `[K]` or a column `[N, 1]` over a larger shape.
  ///
  /// ```
  /// y[i, j] = x[0 or i, 0 or j],   ∂L/∂x = c summed over what repeats
  /// ```
  /// - Precondition: the shape fits, as in `+`.
  public func expanded(to target: [Int]) -> Tensor {
    guard target != shape else { return self }
    let zero = Tensor(0)
    let padded = BroadcastGrid.padded(shape, to: target.count)
    let strides = BroadcastGrid.strides(of: padded, in: target)
    let columns = target.last ?? 1
    let rows = target.dropLast().reduce(1, *)
    // x − 0 keeps every value, −0 too.
    let repeated = values.withUnsafeBufferPointer { x in
      zero.values.withUnsafeBufferPointer { nothing in
        Elementwise.filled(rows * columns) { result in
          elementwise_subtract(
            x.baseAddress, strides.row, strides.column, nothing.baseAddress, 0, 0, result, rows,
            columns)
        }
      }
    }
    return .recording(values: repeated, shape: target, inputs: [self]) { [shape] c in
      [c.summed(to: shape)]
    }
  }
}
