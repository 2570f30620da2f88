// SPDX-License-Identifier: GPL-3.0-or-later

import SparseCoding
import Testing

@Suite("How far a code is from the optimum")
struct OptimalityTests {
  /// One pixel, one atom of length 1, x = 2, λ = 0.5: the optimum is a = 1.5.
  private func problem(_ sign: CodeSign = .nonNegative, datum: Double = 2) -> LassoProblem {
    LassoProblem(
      datum: [datum], dictionary: DoubleDictionary([1], pixels: 1, atoms: 1), threshold: 0.5,
      sign: sign)
  }

  @Test("By hand: one atom")
  func oneAtom() {
    let best = problem().optimality(of: [1.5])
    #expect(best.objective == 0.875)  // ½·0.25 + 0.5·1.5
    #expect(best.dualityGap == 0)
    #expect(best.kktResidual == 0)
    #expect(best.squaredError == 0.25)
    let nothing = problem().optimality(of: [0])
    #expect(nothing.objective == 2)
    // r = 2, c = 2, s = min(1, 0.25): the dual value is 0.25·4 − ½·0.0625·4 = 0.875.
    #expect(nothing.dualityGap == 1.125)
    #expect(nothing.kktResidual == 1.5)
    let beyond = problem().optimality(of: [1.75])
    // r = c = 0.25, xᵀr = 0.5, ‖r‖² = 0.0625, s = min(8, 2) = 2: the dual value is 1 − ½·4·0.0625 = 0.875.
    #expect(beyond.objective == 0.03125 + 0.875)
    #expect(beyond.dualityGap == 0.03125)
    #expect(beyond.kktResidual == 0.25)
  }

  @Test("By hand: what only signed codes can explain")
  func signs() {
    let negative = problem(datum: -2).optimality(of: [0])
    #expect(negative.dualityGap == 0)
    #expect(negative.kktResidual == 0)
    let signed = problem(.signed, datum: -2).optimality(of: [0])
    #expect(signed.dualityGap == 1.125)
    #expect(signed.kktResidual == 1.5)
    #expect(problem(.signed, datum: -2).optimality(of: [-1.5]).kktResidual == 0)
  }

  @Test("The gap bounds the distance from the optimum, and is not loose")
  func bound() {
    let dictionary = Problems.dictionary()
    let datum = Problems.data(1, on: dictionary)[0]
    let problem = LassoProblem(datum: datum, dictionary: dictionary, threshold: 0.3)
    func optimality(_ iterations: Int) -> LassoOptimality {
      problem.optimality(
        of: ISTA(threshold: 0.3, tolerance: 0, iterations: iterations)
          .code(of: datum, on: dictionary).values)
    }
    let least = optimality(1000).objective
    for iterations in [0, 5, 20, 100, 400] {
      let found = optimality(iterations)
      #expect(found.dualityGap >= found.objective - least - 1e-12)
    }
    #expect(optimality(400).dualityGap < 1e-3 * problem.objectiveOfNothing)
  }

  @Test("The bound of the largest eigenvalue is above it and close")
  func eigenvalue() {
    // Φ = [3 0; 0 1; 0 0]: eigenvalues 9 and 1.
    let diagonal = DoubleDictionary([3, 0, 0, 1, 0, 0], pixels: 3, atoms: 2)
    #expect(diagonal.largestEigenvalueBound >= 9 - 1e-9)
    #expect(diagonal.largestEigenvalueBound <= 9.01)
    #expect(DoubleDictionary([0, 0], pixels: 1, atoms: 2).largestEigenvalueBound == 0)
    let dictionary = Problems.dictionary()
    let bound = dictionary.largestEigenvalueBound
    for name in ["a", "b", "c"] {
      var vector = Problems.normals(name, 1, 128)
      for _ in 0..<150 {
        let next = dictionary.correlations(with: dictionary.reconstruction(of: vector))
        let length = next.reduce(0) { $0 + $1 * $1 }.squareRoot()
        vector = next.map { $0 / length }
      }
      let image = dictionary.reconstruction(of: vector)
      let largest = image.reduce(0) { $0 + $1 * $1 }
      #expect(largest <= bound && bound <= 1.01 * largest)
    }
  }
}
