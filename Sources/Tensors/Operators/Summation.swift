// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// The axis of a matrix that a sum runs over.
public enum MatrixAxis: Sendable {
  /// Over the rows: one sum for each column.
  case rows
  /// Over the columns: one sum for each row.
  case columns
}

extension Tensor {
  /// The sum of all values, shape `[]`, added in `Double` in a fixed order.
  ///
  /// ```
  /// y = Σ x,   ∂L/∂x = c everywhere
  /// ```
  public func sum() -> Tensor {
    let total = Elementwise.reduce(values, elementwise_sum)
    return .recording(values: [Float(total)], shape: [], inputs: [self]) { [shape] c in
      [c.expanded(to: shape)]
    }
  }

  /// The sums of a matrix over its rows, shape `[columns]`, or over its columns, shape `[rows]`, added in `Double`.
  ///
  /// Leading axes count as rows.
  ///
  /// - Precondition: at least one axis.
  public func sum(over axis: MatrixAxis) -> Tensor {
    guard rank >= 1 else {
      fatalError("a scalar has no axis to sum over")
    }
    let columns = shape[rank - 1]
    let rows = shape.dropLast().reduce(1, *)
    switch axis {
    case .rows:
      let sums = values.withUnsafeBufferPointer { x in
        Elementwise.filled(columns) {
          elementwise_sum_over_rows(x.baseAddress, rows, columns, $0)
        }
      }
      return .recording(values: sums, shape: [columns], inputs: [self]) { [shape] c in
        [c.expanded(to: shape)]
      }
    case .columns:
      let sums = values.withUnsafeBufferPointer { x in
        Elementwise.filled(rows) {
          elementwise_sum_over_columns(x.baseAddress, rows, columns, $0)
        }
      }
      let leading = Array(shape.dropLast())
      return .recording(values: sums, shape: leading, inputs: [self]) { [shape] c in
        [c.reshaped(leading + [1]).expanded(to: shape)]
      }
    }
  }

  /// The mean of all values, shape `[]`.
  ///
  /// - Precondition: at least one value.
  public func mean() -> Tensor {
    guard count > 0 else {
      fatalError("the mean of a tensor of shape \(shape) is undefined")
    }
    return sum() * (1 / Float(count))
  }

  /// Sums over whatever `+` would repeat to bring `target` to this shape: the reverse of ``expanded(to:)``.
  public func summed(to target: [Int]) -> Tensor {
    guard target != shape else { return self }
    let missing = rank - target.count
    let padded = [Int](repeating: 1, count: missing) + target
    let repeats = padded.last != shape.last
    let rowsRepeat = !padded.dropLast().elementsEqual(shape.dropLast())
    let total: Tensor =
      switch (rowsRepeat, repeats) {
      case (true, true): sum()
      case (true, false): sum(over: .rows)
      case (false, true): sum(over: .columns)
      case (false, false): self
      }
    return total.reshaped(target)
  }
}
