// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

extension Tensor {
  /// The quotient, value by value; operands repeat as in `+`.
  ///
  /// ```
  /// y = a/b,   ∂L/∂a = c/b,   ∂L/∂b = −c·y/b      (summed over what repeats)
  /// ```
  /// Division by zero gives ±∞ or NaN, as for numbers.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    let grid = BroadcastGrid(a.shape, b.shape)
    return .recording(
      values: Elementwise.combine(a, b, over: grid, elementwise_divide), shape: grid.shape,
      inputs: [a, b]
    ) { c, y in
      [
        a.isRecorded ? (c / b).summed(to: a.shape) : nil,
        b.isRecorded ? -(c * y / b).summed(to: b.shape) : nil,
      ]
    }
  }

  /// Every value divided by a number.
  public static func / (a: Tensor, divisor: Float) -> Tensor { a / Tensor(divisor) }

  /// A number divided by every value.
  public static func / (a: Float, b: Tensor) -> Tensor { Tensor(a) / b }
}
