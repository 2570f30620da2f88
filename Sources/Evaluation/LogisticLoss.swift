// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Tensors

/// The penalized mean loss of a logistic regression, and its gradient.
///
/// ```
/// f(W) = (1/n) Σᵢ −ln p(yᵢ | xᵢ) + (λ/2) Σ w²,     w: all weights but intercepts
/// p = softmax(Wx) of three or more classes,   sigmoid(Wx) of the second of two
/// ```
/// Products in `Float`, sums over rows and blocks in `Double` and in order.
struct LogisticLoss: Sendable {
  let design: LogisticDesign
  /// The class of each datum, from 0.
  let classes: [Int]
  /// Rows of W: 1 for two classes, else one a class.
  let rows: Int
  let threads: Int

  /// f and ∂f/∂W at W of shape [rows, width], row-major.
  func callAsFunction(_ weights: [Double]) -> (value: Double, gradient: [Double]) {
    let width = design.width
    let matrix = Tensor(weights.map { Float($0) }, shape: [rows, width])
    let parts = inParallel(count: design.blocks.count, threads: threads) { index in
      let block = design.blocks[index]
      var outputs = matmul(block, matrix, transposeRight: true).values
      let first = index * LogisticDesign.blockSize
      let loss = rows == 1 ? binary(&outputs, from: first) : multinomial(&outputs, from: first)
      let residuals = Tensor(outputs, shape: [block.shape[0], rows])
      return (loss, matmul(residuals, block, transposeLeft: true).values)
    }
    let share = 1 / Double(design.count)
    var value = 0.0
    var gradient = [Double](repeating: 0, count: weights.count)
    for (loss, part) in parts {
      value += loss * share
      for index in gradient.indices { gradient[index] += Double(part[index]) * share }
    }
    for index in weights.indices where index % width != width - 1 {
      value += design.penalty / 2 * weights[index] * weights[index]
      gradient[index] += design.penalty * weights[index]
    }
    return (value, gradient)
  }

  /// Turns outputs into p − y and gives the loss.
  private func binary(_ outputs: inout [Float], from first: Int) -> Double {
    var loss = 0.0
    for row in outputs.indices {
      let positive = classes[first + row] == 1
      let output = Double(outputs[row])
      // ln(1 + e^−|z|) keeps its digits on both sides.
      let tail = exp(-abs(output))
      loss += log1p(tail) + max(positive ? -output : output, 0)
      let probability = output >= 0 ? 1 / (1 + tail) : tail / (1 + tail)
      outputs[row] = Float(positive ? probability - 1 : probability)
    }
    return loss
  }

  private func multinomial(_ outputs: inout [Float], from first: Int) -> Double {
    var loss = 0.0
    var powers = [Double](repeating: 0, count: rows)
    for row in 0..<outputs.count / rows {
      let start = row * rows
      var largest = outputs[start]
      for index in start..<start + rows { largest = max(largest, outputs[index]) }
      var sum = 0.0
      for index in 0..<rows {
        powers[index] = exp(Double(outputs[start + index] - largest))
        sum += powers[index]
      }
      let truth = classes[first + row]
      loss += log(sum) - Double(outputs[start + truth] - largest)
      for index in 0..<rows {
        outputs[start + index] = Float(powers[index] / sum - (index == truth ? 1 : 0))
      }
    }
    return loss
  }
}
