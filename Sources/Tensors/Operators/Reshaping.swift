// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

extension Tensor {
  /// The same values under another shape; nothing is copied.
  ///
  /// - Precondition: the shapes hold equally many values.
  public func reshaped(_ shape: [Int]) -> Tensor {
    let former = self.shape
    guard Tensor.count(of: shape) == count else {
      fatalError("the shape \(former) cannot become \(shape)")
    }
    guard former != shape else { return self }
    return .recording(values: values, shape: shape, inputs: [self]) { [$0.reshaped(former)] }
  }

  /// The transpose of a matrix.
  ///
  /// ```
  /// y[j, i] = x[i, j],   ∂L/∂x = cᵀ
  /// ```
  /// A product reads a factor transposed without this copy: see ``matmul(_:_:transposeLeft:transposeRight:)``.
  ///
  /// - Precondition: two axes.
  public func transposed() -> Tensor {
    guard rank == 2 else {
      fatalError("a tensor of shape \(shape) is not a matrix")
    }
    let (rows, columns) = (shape[0], shape[1])
    let turned = values.withUnsafeBufferPointer { x in
      Elementwise.filled(x.count) { elementwise_transpose(x.baseAddress, rows, columns, $0) }
    }
    return .recording(values: turned, shape: [columns, rows], inputs: [self]) {
      [$0.transposed()]
    }
  }
}
