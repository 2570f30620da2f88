// SPDX-License-Identifier: GPL-3.0-or-later

/// The elementwise loops of the cellar, on whole arrays.
enum Elementwise {
  typealias Unary = (UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int) -> Void
  typealias Binary = (
    UnsafePointer<Float>?, Int, Int, UnsafePointer<Float>?, Int, Int,
    UnsafeMutablePointer<Float>?, Int, Int
  ) -> Void

  /// Fills a new array of `count` values.
  static func filled(
    _ count: Int, _ fill: (UnsafeMutablePointer<Float>?) -> Void
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      if count > 0 { fill(buffer.baseAddress) }
      initialized = count
    }
  }

  /// `function` of every value.
  static func map(_ values: [Float], _ function: Unary) -> [Float] {
    values.withUnsafeBufferPointer { input in
      filled(input.count) { function(input.baseAddress, $0, input.count) }
    }
  }

  /// An operation on two operands that may repeat along rows or columns.
  static func combine(
    _ left: Tensor, _ right: Tensor, over grid: BroadcastGrid, _ operation: Binary
  ) -> [Float] {
    left.values.withUnsafeBufferPointer { a in
      right.values.withUnsafeBufferPointer { b in
        filled(grid.rows * grid.columns) { result in
          operation(
            a.baseAddress, grid.left.row, grid.left.column,
            b.baseAddress, grid.right.row, grid.right.column,
            result, grid.rows, grid.columns)
        }
      }
    }
  }

  /// A number from every value.
  static func reduce(
    _ values: [Float], _ reduction: (UnsafePointer<Float>?, Int) -> Double
  ) -> Double {
    values.withUnsafeBufferPointer { reduction($0.baseAddress, $0.count) }
  }
}
