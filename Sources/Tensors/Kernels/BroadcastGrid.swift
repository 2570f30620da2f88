// SPDX-License-Identifier: GPL-3.0-or-later

/// How two shapes meet on one grid of rows × columns.
///
/// Shapes are aligned at their last axes; an extent of 1, or a missing axis, repeats. The last
/// axis of the result gives the columns, all others together the rows, and each operand must cover
/// the rows wholly or not at all.
struct BroadcastGrid {
  /// Steps of an operand from one row or column to the next; 0 where it repeats.
  struct Strides: Equatable {
    var row: Int
    var column: Int
  }

  let shape: [Int]
  let rows: Int
  let columns: Int
  let left: Strides
  let right: Strides

  /// Aligns two shapes.
  ///
  /// - Precondition: the shapes agree or repeat, as above.
  init(_ leftShape: [Int], _ rightShape: [Int]) {
    if leftShape == rightShape {
      shape = leftShape
      rows = 1
      columns = Tensor.count(of: leftShape)
      left = Strides(row: 0, column: 1)
      right = left
      return
    }
    let rank = max(leftShape.count, rightShape.count)
    let a = BroadcastGrid.padded(leftShape, to: rank)
    let b = BroadcastGrid.padded(rightShape, to: rank)
    shape = zip(a, b).map { x, y in
      guard x == y || x == 1 || y == 1 else {
        fatalError("the shapes \(leftShape) and \(rightShape) do not fit together")
      }
      return x == 1 ? y : x
    }
    columns = shape.last ?? 1
    rows = shape.dropLast().reduce(1, *)
    left = BroadcastGrid.strides(of: a, in: shape)
    right = BroadcastGrid.strides(of: b, in: shape)
  }

  /// A shape with axes of extent 1 in front.
  static func padded(_ shape: [Int], to rank: Int) -> [Int] {
    guard shape.count <= rank else {
      fatalError("the shape \(shape) has more than \(rank) axes")
    }
    return [Int](repeating: 1, count: rank - shape.count) + shape
  }

  /// The steps of an operand whose shape has the rank of `shape`.
  ///
  /// - Precondition: each extent is that of `shape` or 1.
  static func strides(of operand: [Int], in shape: [Int]) -> Strides {
    guard (zip(operand, shape).allSatisfy { $0 == $1 || $0 == 1 }) else {
      fatalError("an operand of shape \(operand) does not expand to \(shape)")
    }
    let column = operand.last == shape.last && shape.last != 1 ? 1 : 0
    let leading = operand.dropLast()
    if leading.elementsEqual(shape.dropLast()) {
      return Strides(row: operand.last ?? 1, column: column)
    }
    guard (leading.allSatisfy { $0 == 1 }) else {
      fatalError("an operand of shape \(operand) repeats along an inner axis of \(shape)")
    }
    return Strides(row: 0, column: column)
  }
}
