// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

extension Tensor {
  /// The difference, value by value; operands repeat as in `+`.
  ///
  /// ```
  /// y = a − b,   ∂L/∂a = c,   ∂L/∂b = −c
  /// ```
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    let grid = BroadcastGrid(a.shape, b.shape)
    return .recording(
      values: Elementwise.combine(a, b, over: grid, elementwise_subtract), shape: grid.shape,
      inputs: [a, b]
    ) { c in
      [
        a.isRecorded ? c.summed(to: a.shape) : nil,
        b.isRecorded ? -c.summed(to: b.shape) : nil,
      ]
    }
  }

  /// Subtracts a number from every value.
  public static func - (a: Tensor, b: Float) -> Tensor { a + -b }

  /// A number minus every value.
  public static func - (a: Float, b: Tensor) -> Tensor {
    .recording(
      values: Elementwise.affine(b.values, factor: -1, offset: a), shape: b.shape, inputs: [b]
    ) { [-$0] }
  }

  /// Every value with the opposite sign.
  public static prefix func - (a: Tensor) -> Tensor { a * -1 }
}
