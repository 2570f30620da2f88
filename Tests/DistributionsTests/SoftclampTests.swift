// SPDX-License-Identifier: GPL-3.0-or-later

import Distributions
import Foundation
import InterspikeTesting
import Randomness
import Tensors
import Testing

@Suite struct SoftclampTests {
  private func random(_ count: Int, _ range: Range<Double>) -> [Float] {
    var generator = SeedSequence(1).generator(for: "softclamp", count)
    return (0..<count).map { _ in Float(generator.uniform(in: range)) }
  }

  @Test(
    "A clamped rate is half the harmonic mean of the rate and the bound",
    arguments: [5, 5.3, 10, 0, -3] as [Float])
  func clampedRateIsHalfHarmonic(upper: Float) {
    let x = random(1000, -20..<20)
    let clamped = softclamp(Tensor(x, shape: [40, 25]), upper: upper).values
    for (x, y) in zip(x, clamped) {
      let rate = exp(Double(x))
      let bound = exp(Double(upper))
      let expected = log(rate * bound / (rate + bound))
      #expect(abs(Double(y) - expected) <= 2e-7 * (1 + max(abs(expected), abs(Double(x)))))
      #expect(y <= upper)
    }
  }

  @Test("Rates of 1, 5 and 20 under a bound of 5 are those published") func ratesOf15() {
    let clamped = softclamp(Tensor([0, log(5), log(20)], shape: [1, 3]), upper: 5)
    for (value, published) in zip(clamped.values, [0.993, 4.84, 17.6]) {
      #expect(abs(exp(Double(value)) / published - 1) < 2e-3)
    }
  }

  @Test("Far below nothing changes, far above the bound is reached")
  func farBelowNothingChangesFar() {
    let x: [Float] = [-1e30, -1e4, -100, 100, 1e4, 1e30, -.infinity, .infinity]
    let tensor = Tensor(x, shape: [1, 8]).recorded()
    let clamped = softclamp(tensor, upper: 5)
    #expect(clamped.values == [-1e30, -1e4, -100, 5, 5, 5, -.infinity, 5])
    let slopes = gradient(of: clamped.sum(), withRespectTo: [tensor])[0].values
    #expect(Array(slopes.prefix(3)) == [1, 1, 1])
    #expect(slopes[3...5].allSatisfy { $0 >= 0 && $0 < 1e-30 })
    let notANumber = softclamp(Tensor([.nan], shape: [1, 1]), upper: 5)
    #expect(notANumber.values[0].isNaN)
  }

  @Test("Its gradient is that of differences, with and without a row", arguments: [1, 5, 16, 37])
  func itsGradientIsThatOfDifferences(columns: Int) {
    let rows = 3
    let x = random(rows * columns, -2..<9)
    let row = random(columns, -3..<3)
    let weights = random(rows * columns + 1, -1..<1).map { Double($0) }
    func loss(_ x: [Float], _ row: [Float]?) -> Double {
      zip(
        softclamp(
          Tensor(x, shape: [rows, columns]), adding: row.map { Tensor($0, shape: [1, columns]) },
          upper: 5
        ).values, weights
      ).reduce(0) { $0 + Double($1.0) * $1.1 }
    }
    let check = GradientCheck(absoluteTolerance: 3e-4)
    for withRow in [false, true] {
      let input = Tensor(x, shape: [rows, columns]).recorded()
      let offset = Tensor(row, shape: [1, columns]).recorded()
      let clamped = softclamp(input, adding: withRow ? offset : nil, upper: 5)
      let weighted = clamped * Tensor(weights.dropLast().map { Float($0) }, shape: [rows, columns])
      let slopes = gradient(of: weighted.sum(), withRespectTo: [input, offset])
      let toInput = check.check(at: x, gradient: slopes[0].values) { loss($0, withRow ? row : nil) }
      #expect(toInput.passes, "\(toInput)")
      guard withRow else {
        #expect(slopes[1].values.allSatisfy { $0 == 0 })
        continue
      }
      let toRow = check.check(at: row, gradient: slopes[1].values) { loss(x, $0) }
      #expect(toRow.passes, "\(toRow)")
    }
  }

  @Test("An array without neurons stays empty") func arrayWithoutNeuronsStaysEmpty() {
    #expect(softclamp(Tensor([], shape: [4, 0]), upper: 5).values.isEmpty)
    #expect(softclamp(Tensor([], shape: [0, 3]), upper: 5).shape == [0, 3])
  }
}
