// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

extension Tensor {
  /// Consecutive columns: places `range` of the last axis.
  ///
  /// ```
  /// y[…, j] = x[…, range.lowerBound + j],   ∂L/∂x = c in those columns, 0 elsewhere
  /// ```
  /// - Precondition: the range lies within the last axis.
  public func columns(_ range: Range<Int>) -> Tensor {
    let extent = shape.last ?? 0
    guard rank >= 1 && range.lowerBound >= 0 && range.upperBound <= extent else {
      fatalError("columns \(range) do not lie in a tensor of shape \(shape)")
    }
    guard range != 0..<extent else { return self }
    let rows = shape.dropLast().reduce(1, *)
    let part = values.withUnsafeBufferPointer { x in
      Elementwise.filled(rows * range.count) { part in
        elementwise_copy_rows(
          x.baseAddress?.advanced(by: range.lowerBound), extent, part, range.count, rows,
          range.count)
      }
    }
    return .recording(
      values: part, shape: shape.dropLast() + [range.count], inputs: [self]
    ) { [$0.paddedColumns(before: range.lowerBound, after: extent - range.upperBound)] }
  }

  /// Zero columns before and after: the reverse of ``columns(_:)``.
  func paddedColumns(before: Int, after: Int) -> Tensor {
    let width = shape.last ?? 0
    let rows = shape.dropLast().reduce(1, *)
    let extent = before + width + after
    var padded = [Float](repeating: 0, count: rows * extent)
    values.withUnsafeBufferPointer { x in
      padded.withUnsafeMutableBufferPointer { padded in
        guard rows * width > 0, let first = padded.baseAddress else { return }
        elementwise_copy_rows(x.baseAddress, width, first + before, extent, rows, width)
      }
    }
    return .recording(
      values: padded, shape: shape.dropLast() + [extent], inputs: [self]
    ) { [$0.columns(before..<(before + width))] }
  }
}
