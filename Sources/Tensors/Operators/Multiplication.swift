// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

extension Tensor {
  /// The product, value by value; operands repeat as in `+`.
  ///
  /// ```
  /// y = a·b,   ∂L/∂a = c·b,   ∂L/∂b = c·a      (summed over what repeats)
  /// ```
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    let grid = BroadcastGrid(a.shape, b.shape)
    return .recording(
      values: Elementwise.combine(a, b, over: grid, elementwise_multiply), shape: grid.shape,
      inputs: [a, b]
    ) { c in
      [
        a.isRecorded ? (c * b).summed(to: a.shape) : nil,
        b.isRecorded ? (c * a).summed(to: b.shape) : nil,
      ]
    }
  }

  /// Every value times a number.
  public static func * (a: Tensor, factor: Float) -> Tensor {
    .recording(
      values: Elementwise.affine(a.values, factor: factor, offset: 0), shape: a.shape, inputs: [a]
    ) { [$0 * factor] }
  }

  /// Every value times a number.
  public static func * (factor: Float, b: Tensor) -> Tensor { b * factor }
}
