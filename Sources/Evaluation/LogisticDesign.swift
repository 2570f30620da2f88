// SPDX-License-Identifier: GPL-3.0-or-later

internal import Tensors

/// The features of a logistic regression, laid out for many evaluations: blocks of rows less their mean, with a column of ones, and
/// the factor of a bound of the curvature.
///
/// Moving features moves only intercepts, so less the mean nothing changes but rounding and conditioning.
struct LogisticDesign: Sendable {
  /// How many data and how many columns, the intercept's included.
  let count: Int
  let width: Int
  /// What was subtracted.
  let mean: [Double]
  /// λ = 1/(C n), the weight of ½‖w‖² beside the mean loss.
  let penalty: Double
  let blocks: [Tensor]
  /// The Cholesky factor of XᵀX/(4n) + λI, without λ for the intercept.
  let curvature: CholeskyFactor

  static let blockSize = 2048

  init(_ features: Tensor, inverseRegularization: Double, threads: Int) {
    let (count, columns) = (features.shape[0], features.shape[1])
    let width = columns + 1
    var sums = [Double](repeating: 0, count: columns)
    for row in 0..<count {
      for column in 0..<columns { sums[column] += Double(features.values[row * columns + column]) }
    }
    let mean = sums.map { $0 / Double(count) }
    let penalty = 1 / (inverseRegularization * Double(count))
    let parts = inParallel(
      count: (count + Self.blockSize - 1) / Self.blockSize, threads: threads
    ) { index in
      let rows = index * Self.blockSize..<min((index + 1) * Self.blockSize, count)
      var values: [Float] = []
      values.reserveCapacity(rows.count * width)
      for row in rows {
        for column in 0..<columns {
          values.append(Float(Double(features.values[row * columns + column]) - mean[column]))
        }
        values.append(1)
      }
      let block = Tensor(values, shape: [rows.count, width])
      return (block, matmul(block, block, transposeLeft: true))
    }
    var moments = [Double](repeating: 0, count: width * width)
    for (_, product) in parts {
      for index in moments.indices {
        moments[index] += Double(product.values[index]) / Double(4 * count)
      }
    }
    for column in 0..<columns { moments[column * width + column] += penalty }
    self.count = count
    self.width = width
    self.mean = mean
    self.penalty = penalty
    blocks = parts.map(\.0)
    curvature = CholeskyFactor(moments, size: width)
  }
}

/// L of a positive definite matrix A = LLᵀ.
struct CholeskyFactor: Sendable {
  let size: Int
  private var lower: [Double]

  /// Factorizes a symmetric matrix, row-major; a pivot that rounding made too small is raised to 10⁻¹² of the largest diagonal.
  init(_ matrix: [Double], size: Int) {
    self.size = size
    lower = matrix
    let smallest = 1e-12 * (0..<size).reduce(0) { max($0, matrix[$1 * size + $1]) }
    for row in 0..<size {
      for column in 0...row {
        var sum = lower[row * size + column]
        for inner in 0..<column { sum -= lower[row * size + inner] * lower[column * size + inner] }
        lower[row * size + column] =
          row == column
          ? max(sum, smallest).squareRoot() : sum / lower[column * size + column]
      }
    }
  }

  /// A⁻¹ of every row of a matrix of `size` columns.
  func solve(_ rows: [Double]) -> [Double] {
    var result = rows
    for start in stride(from: 0, to: rows.count, by: size) {
      for row in 0..<size {
        var sum = result[start + row]
        for inner in 0..<row { sum -= lower[row * size + inner] * result[start + inner] }
        result[start + row] = sum / lower[row * size + row]
      }
      for row in (0..<size).reversed() {
        let value = result[start + row] / lower[row * size + row]
        result[start + row] = value
        for inner in 0..<row { result[start + inner] -= lower[row * size + inner] * value }
      }
    }
    return result
  }
}
