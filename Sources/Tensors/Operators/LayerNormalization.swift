// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// Brings every row to mean 0 and variance 1, then scales and shifts its columns.
///
/// ```
/// y = (x − mean)/√(variance + ε)·weight + bias      moments over the last axis, variance with 1/columns
/// ```
/// > Reference: Ba, Kiros & Hinton, Layer normalization, 2016, arXiv:1607.06450, eq. 3.
///
/// - Parameters:
///   - x: last axis [columns].
///   - weight: shape [columns].
///   - bias: shape [columns].
///   - epsilon: added to the variance; 10⁻⁵ in PyTorch.
/// - Precondition: at least one column.
public func layerNormalization(
  _ x: Tensor, weight: Tensor, bias: Tensor, epsilon: Float = 1e-5
) -> Tensor {
  normalizeRows(x, epsilon: epsilon) * weight + bias
}

/// Brings every row to mean 0 and variance 1.
///
/// ```
/// y = s·(x − mean),   s = 1/√(variance + ε)
/// ∂L/∂x = s·(g − mean(g) − y·mean(g·y))             means over the last axis
/// ```
/// - Precondition: at least one axis and one column.
public func normalizeRows(_ x: Tensor, epsilon: Float = 1e-5) -> Tensor {
  let (normal, _) = normalized(x, epsilon)
  let perColumn = 1 / Float(x.shape[x.rank - 1])
  let column = Array(x.shape.dropLast()) + [1]
  return .recording(values: normal, shape: x.shape, inputs: [x]) { c, y in
    let scale = inverseDeviation(x, epsilon)
    let mean = (c.sum(over: .columns) * perColumn).reshaped(column)
    let slope = ((c * y).sum(over: .columns) * perColumn).reshaped(column)
    return [(c - mean - y * slope) * scale]
  }
}

/// `s = 1/√(variance + ε)` of every row, last axis 1; `∂s/∂x = −s²·y/columns`, y the normalized rows.
private func inverseDeviation(_ x: Tensor, _ epsilon: Float) -> Tensor {
  let (_, inverse) = normalized(x, epsilon)
  let perColumn = 1 / Float(x.shape[x.rank - 1])
  return .recording(values: inverse, shape: x.shape.dropLast() + [1], inputs: [x]) { c, s in
    [normalizeRows(x, epsilon: epsilon) * (c * s * s * -perColumn)]
  }
}

private func normalized(_ x: Tensor, _ epsilon: Float) -> (normal: [Float], inverse: [Float]) {
  let columns = x.shape.last ?? 0
  guard columns > 0 else {
    fatalError("rows of shape \(x.shape) cannot be normalized")
  }
  let rows = x.count / columns
  var normal: [Float] = []
  let inverse = Elementwise.filled(rows) { inverse in
    normal = Elementwise.filled(x.count) { normal in
      x.values.withUnsafeBufferPointer {
        elementwise_normalize_rows($0.baseAddress, epsilon, normal, inverse, rows, columns)
      }
    }
  }
  return (normal, rows == 0 ? [] : inverse)
}
