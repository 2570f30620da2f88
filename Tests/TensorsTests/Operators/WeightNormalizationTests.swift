// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Tensors
import Testing

@Suite("Weight normalisation")
struct WeightNormalizationTests {
  static let shapes: [[Int]] = [[2, 3, 2, 2], [3, 17], [1, 1, 3, 3], [4]]

  @Test("Every output has the norm that is asked for", arguments: shapes)
  func norms(_ shape: [Int]) {
    let weight = tensor(shape, salt: 41)
    let lognorm = tensor([shape[0]], salt: 42)
    let result = weightNormalization(weight, lognorm: lognorm)
    #expect(result.shape == shape)
    let columns = result.count / shape[0]
    for row in 0..<shape[0] {
      let values = result.values[row * columns..<(row + 1) * columns]
      let norm = values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(abs(norm / exp(Double(lognorm.values[row])) - 1) < 1e-5)
      #expect((values.first ?? 0) * weight.values[row * columns] > 0)
    }
  }

  @Test("The record agrees with central differences", arguments: shapes)
  func derivatives(_ shape: [Int]) {
    let inputs = [tensor(shape, from: 0.3, to: 1, salt: 43), tensor([shape[0]], salt: 44)]
    func operation(_ inputs: [Tensor]) -> Tensor {
      weightNormalization(inputs[0], lognorm: inputs[1])
    }
    #expect(largestGradientError(of: inputs, operation) < 4e-4)
    #expect(largestGradientError(of: inputs, second: true, operation) < 4e-3)
    #expect(largestGradientError(of: inputs, second: true) { square(operation($0)) } < 1e-2)
  }

  @Test("A row of zeros stays zero, with finite slopes")
  func zeros() {
    let leaves = [Tensor.zeros([1, 3]).recorded(), Tensor([0.5], shape: [1]).recorded()]
    let result = weightNormalization(leaves[0], lognorm: leaves[1])
    #expect(result.values == [0, 0, 0])
    let slopes = gradient(of: result.sum(), withRespectTo: leaves)
    #expect(slopes[0].values.allSatisfy { $0 > 0 && $0.isFinite })
    #expect(slopes[1].values == [0])
  }
}
