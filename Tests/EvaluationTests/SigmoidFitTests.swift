// SPDX-License-Identifier: GPL-3.0-or-later

import Evaluation
import Testing

@Suite("Sigmoid fits")
struct SigmoidFitTests {
  @Test("Curves are those of SciPy", arguments: 0..<3)
  func golden(number: Int) throws {
    let golden = try EvaluationGoldens.read().sigmoids[number]
    let fit = try SigmoidFit(x: golden.x, y: golden.y)
    #expect(abs(fit.rSquared - golden.rSquared) < 1e-9)
    #expect(
      agree([fit.floor, fit.height, fit.slope, fit.middle], golden.fit, within: 1e-5), "\(fit)")
    let residuals = zip(golden.x, golden.y).map { fit($0) - $1 }
    let mean = golden.y.reduce(0, +) / Double(golden.y.count)
    let variation = golden.y.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(abs(1 - residuals.reduce(0) { $0 + $1 * $1 } / variation - fit.rSquared) < 1e-9)
  }

  @Test("Units do not matter")
  func units() throws {
    let golden = try EvaluationGoldens.read().sigmoids[0]
    let fit = try SigmoidFit(x: golden.x, y: golden.y)
    let large = try SigmoidFit(
      x: golden.x.map { 1e4 * $0 + 3e5 }, y: golden.y.map { 1e-6 * $0 - 1 })
    #expect(abs(large.rSquared - fit.rSquared) < 1e-9)
    #expect(abs(large.slope * 1e4 / fit.slope - 1) < 1e-5)
  }

  @Test("A straight line, a step and an exponential determine no sigmoid")
  func undetermined() throws {
    let x = (0..<9).map { Double($0) }
    for y in [x, x.map { $0 < 4 ? 0 : 1 }, x.map { [1, 2, 4, 8, 16, 32, 64, 128, 256][Int($0)] }] {
      #expect {
        try SigmoidFit(x: x, y: y)
      } throws: { error in
        if case .notConverged(let rSquared)? = error as? SigmoidFitError {
          return rSquared > 0.9
        }
        return false
      }
    }
  }

  @Test("Points that cannot be fitted are refused by name")
  func refusals() {
    #expect(throws: SigmoidFitError.tooFewPoints(4)) {
      try SigmoidFit(x: [1, 2, 3, 4], y: [1, 2, 3, 4])
    }
    #expect(throws: SigmoidFitError.notFinite(point: 2)) {
      try SigmoidFit(x: [1, 2, .nan, 4, 5], y: [1, 2, 3, 4, 5])
    }
    #expect(throws: SigmoidFitError.constant("y")) {
      try SigmoidFit(x: [1, 2, 3, 4, 5], y: [1, 1, 1, 1, 1])
    }
  }
}
