// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

extension Tensor {
  /// The sum, value by value; a scalar, a row `[K]` or `[1, K]`, or a column `[N, 1]` repeats over the other operand.
  ///
  /// ```
  /// y = a + b,   ∂L/∂a = c,   ∂L/∂b = c      (summed over what repeats)
  /// ```
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    let grid = BroadcastGrid(a.shape, b.shape)
    return .recording(
      values: Elementwise.combine(a, b, over: grid, elementwise_add), shape: grid.shape,
      inputs: [a, b]
    ) { c in
      [
        a.isRecorded ? c.summed(to: a.shape) : nil,
        b.isRecorded ? c.summed(to: b.shape) : nil,
      ]
    }
  }

  /// Adds a number to every value.
  public static func + (a: Tensor, b: Float) -> Tensor {
    .recording(
      values: Elementwise.affine(a.values, factor: 1, offset: b), shape: a.shape, inputs: [a]
    ) { [$0] }
  }

  /// Adds a number to every value.
  public static func + (a: Float, b: Tensor) -> Tensor { b + a }

  /// Adds another tensor into this one's storage, without a record.
  ///
  /// Meant for sums of gradients: no copy is made when the storage is not shared.
  ///
  /// - Precondition: equal shapes.
  public mutating func accumulate(_ other: Tensor) {
    guard shape == other.shape else {
      fatalError("a tensor of shape \(other.shape) cannot be added into one of \(shape)")
    }
    values.withUnsafeMutableBufferPointer { sum in
      other.values.withUnsafeBufferPointer {
        elementwise_accumulate(sum.baseAddress, $0.baseAddress, $0.count)
      }
    }
  }
}
