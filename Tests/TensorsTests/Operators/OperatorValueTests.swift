// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Tensors
import Testing

@Suite("Values of operators")
struct OperatorValueTests {
  private func largestRelativeError(
    _ function: (Tensor) -> Tensor, _ reference: (Double) -> Double, _ values: [Float]
  ) -> Double {
    let result = function(Tensor(values, shape: [values.count])).values
    return zip(values, result).map { x, y in
      let exact = reference(Double(x))
      return abs(Double(y) - exact) / max(abs(exact), 1e-37)
    }.max() ?? 0
  }

  @Test("Functions keep their relative error over their whole range")
  func accuracy() {
    let wide = sequence(100_003, from: -80, to: 80)
    #expect(largestRelativeError(exp, Foundation.exp, wide) < 3e-7)
    #expect(largestRelativeError(sigmoid, { 1 / (1 + Foundation.exp(-$0)) }, wide) < 4e-7)
    #expect(
      largestRelativeError(
        softplus, { max($0, 0) + Foundation.log1p(Foundation.exp(-abs($0))) }, wide)
        < 4e-7)
    #expect(largestRelativeError(arctangent, Foundation.atan, wide) < 6e-8)
    let half = sequence(10_003, from: -13, to: 13)
    #expect(
      largestRelativeError(normalDistribution, { 0.5 * erfc(-$0 * 0.5.squareRoot()) }, half) < 6e-8)
    let positive = wide.map { Foundation.exp($0) } + [0x1p-130, .leastNonzeroMagnitude]
    #expect(largestRelativeError(log, Foundation.log, positive) < 3e-7)
  }

  @Test("Functions have the limits of the real functions and let NaN through")
  func limits() {
    let ends = Tensor([-.infinity, 0, .infinity, .nan, -1000, 1000], shape: [6])
    func values(_ function: (Tensor) -> Tensor) -> [Float] { function(ends).values }
    for function in [exp, log, sigmoid, softplus, relu, arctangent, normalDistribution] {
      #expect(values(function)[3].isNaN)
    }
    #expect(values(exp)[0] == 0 && values(exp)[1] == 1 && values(exp)[2] == .infinity)
    #expect(values(log)[0].isNaN && values(log)[1] == -.infinity && values(log)[2] == .infinity)
    #expect(values(sigmoid)[0] == 0 && values(sigmoid)[1] == 0.5 && values(sigmoid)[2] == 1)
    #expect(values(softplus)[0] == 0 && values(softplus)[2] == .infinity)
    #expect(values(softplus)[4] == 0 && values(softplus)[5] == 1000)
    #expect(values(relu)[0] == 0 && values(relu)[2] == .infinity)
  }

  @Test("A value does not depend on its place in the array")
  func placement() {
    let x = tensor([131], from: -5, to: 5)
    for function in [exp, sigmoid, softplus, relu] {
      let whole = function(x).values
      for start in 0..<20 {
        let part = Array(x.values[start...])
        #expect(function(Tensor(part, shape: [part.count])).values == Array(whole[start...]))
      }
    }
  }

  @Test("Matrix products agree with sums in Double")
  func products() {
    let (a, b) = (tensor([33, 65], salt: 1), tensor([65, 20], salt: 2))
    let product = matmul(a, b)
    for i in 0..<33 {
      for j in 0..<20 {
        let exact = (0..<65).reduce(0.0) {
          $0 + Double(a.values[i * 65 + $1]) * Double(b.values[$1 * 20 + j])
        }
        #expect(abs(Double(product.values[i * 20 + j]) - exact) < 1e-5)
      }
    }
    #expect(matmul(a.transposed(), b, transposeLeft: true) == product)
    #expect(matmul(a, b.transposed(), transposeRight: true) == product)
  }

  @Test("Sums are added in Double")
  func sums() {
    let x = Tensor(repeating: 0.1, shape: [1_000_003, 1])
    #expect(x.sum().scalar == Float(1_000_003 * Double(Float(0.1))))
    #expect(x.sum(over: .rows).values == [x.sum().scalar])
    #expect(x.reshaped([1, 1_000_003]).sum(over: .columns).values == [x.sum().scalar])
  }

  @Test("Rows are cut and gathered")
  func rows() {
    let x = Tensor([0, 1, 2, 3, 4, 5], shape: [3, 2])
    #expect(x.rows(1..<3) == Tensor([2, 3, 4, 5], shape: [2, 2]))
    #expect(x.gatheringRows([2, 0, 2]) == Tensor([4, 5, 0, 1, 4, 5], shape: [3, 2]))
    #expect(x.transposed() == Tensor([0, 2, 4, 1, 3, 5], shape: [2, 3]))
  }
}
