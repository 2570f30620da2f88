// SPDX-License-Identifier: GPL-3.0-or-later

/// The product of two matrices, each read as it is or transposed.
///
/// ```
/// y = A·B,   A = left or leftᵀ,   B = right or rightᵀ         shape [rows of A, columns of B]
/// ∂L/∂A = c·Bᵀ,   ∂L/∂B = Aᵀ·c                                c: cotangent of y
/// ```
/// Computed in `Float` by oneDNN on the calling thread.
///
/// - Precondition: both have two axes and A has as many columns as B has rows.
/// - Complexity: O(rows · columns · inner).
public func matmul(
  _ left: Tensor, _ right: Tensor, transposeLeft: Bool = false, transposeRight: Bool = false
) -> Tensor {
  guard left.rank == 2 && right.rank == 2 else {
    fatalError("matrices have two axes; these have the shapes \(left.shape) and \(right.shape)")
  }
  let a = MatrixProduct.Operand(
    values: left.values, rows: left.shape[0], columns: left.shape[1], transposed: transposeLeft)
  let b = MatrixProduct.Operand(
    values: right.values, rows: right.shape[0], columns: right.shape[1],
    transposed: transposeRight)
  guard a.width == b.height else {
    fatalError(
      "the inner extents of \(left.shape)\(transposeLeft ? "ᵀ" : "") and "
        + "\(right.shape)\(transposeRight ? "ᵀ" : "") differ")
  }
  return .recording(
    values: MatrixProduct.product(a, b), shape: [a.height, b.width], inputs: [left, right]
  ) { cotangent in
    // The factor that was read transposed gets the transpose of its cotangent, by swapping factors.
    let leftCotangent =
      !left.isRecorded
      ? nil
      : transposeLeft
        ? matmul(right, cotangent, transposeLeft: transposeRight, transposeRight: true)
        : matmul(cotangent, right, transposeRight: !transposeRight)
    let rightCotangent =
      !right.isRecorded
      ? nil
      : transposeRight
        ? matmul(cotangent, left, transposeLeft: true, transposeRight: transposeLeft)
        : matmul(left, cotangent, transposeLeft: !transposeLeft)
    return [leftCotangent, rightCotangent]
  }
}
