// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Tensors
import Testing

@Suite("Softmax over groups, and columns")
struct GroupOperatorTests {
  @Test(
    "Probabilities and their logarithms agree with sums in Double",
    arguments: [(3, 1), (4, 7), (2, 16), (3, 37), (1, 512)])
  func values(_ groups: Int, _ size: Int) {
    let x = tensor([5, groups * size], from: -20, to: 20, salt: size)
    let probabilities = softmax(x, groupsOf: size).values
    let logarithms = logSoftmax(x, groupsOf: size).values
    for start in stride(from: 0, to: x.count, by: size) {
      let group = x.values[start..<start + size].map { Double($0) }
      let largest = group.max() ?? 0
      let logSum = log(group.reduce(0) { $0 + exp($1 - largest) }) + largest
      for (place, value) in group.enumerated() {
        let index = start + place
        #expect(abs(Double(probabilities[index]) / exp(value - logSum) - 1) < 3e-6)
        #expect(abs(Double(logarithms[index]) - (value - logSum)) < 6e-6)
      }
    }
  }

  @Test("Extreme logits neither overflow nor hide")
  func extremes() {
    let x = Tensor([1e30, 0, -1e30, -.infinity, 3, 3, 0, 0, .nan], shape: [1, 9])
    let y = softmax(x, groupsOf: 3).values
    #expect(Array(y[0..<3]) == [1, 0, 0] && Array(y[3..<6]) == [0, 0.5, 0.5])
    #expect(y[6...].allSatisfy { $0.isNaN })
    #expect(logSoftmax(x, groupsOf: 3).values[3] == -.infinity)
  }

  static let cases: [OperatorCase] = [([3, 6], 3), ([2, 4], 4), ([1, 5], 1), ([2, 40], 20)]
    .flatMap { shape, size in
      let x = tensor(shape, from: -2, to: 2, salt: 21)
      let half = shape[1] / 2
      return [
        OperatorCase(name: "softmax", inputs: [x]) { softmax($0[0], groupsOf: size) },
        OperatorCase(name: "log softmax", inputs: [x]) { logSoftmax($0[0], groupsOf: size) },
        OperatorCase(name: "columns", inputs: [x]) {
          square($0[0].columns(0..<half)) * 0.5 + $0[0].columns(0..<half)
        },
        OperatorCase(name: "last columns", inputs: [x]) { square($0[0].columns(half..<shape[1])) },
      ]
    }

  @Test(
    "The record agrees with central differences, and so does that of the backward pass",
    arguments: cases)
  func gradients(_ item: OperatorCase) {
    #expect(largestGradientError(of: item.inputs, item.operation) < 4e-4)
    #expect(largestGradientError(of: item.inputs, second: true, item.operation) < 4e-3)
  }

  @Test("Columns are cut out of every row")
  func columns() {
    let x = Tensor([0, 1, 2, 3, 4, 5], shape: [2, 3])
    #expect(x.columns(1..<3) == Tensor([1, 2, 4, 5], shape: [2, 2]))
    #expect(x.columns(0..<3) == x)
    #expect(x.columns(1..<1).shape == [2, 0])
    #expect(Tensor.zeros([0, 3]).columns(0..<2).shape == [0, 2])
  }
}
