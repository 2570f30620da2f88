// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import InterspikeTesting
import Testing

@Suite struct GradientCheckTests {
  let parameters: [Float] = [0.3, -1.2, 2, 40, 0]

  private func function(_ x: [Float]) -> Double {
    x.enumerated().reduce(0) { sum, entry in
      let value = Double(entry.element)
      return sum + sin(value) * Double(entry.offset + 1) + 0.01 * value * value
    }
  }

  private var gradient: [Float] {
    parameters.enumerated().map { index, element in
      Float(cos(Double(element)) * Double(index + 1) + 0.02 * Double(element))
    }
  }

  @Test("A right gradient passes") func aRightGradientPasses() {
    let check = GradientCheck(steps: [1e-3, 1e-4])
    let report = check.check(at: parameters, gradient: gradient) { function($0) }
    #expect(report.passes, "\(report)")
  }

  @Test("One percent off in one coordinate is found", arguments: 0..<5)
  func onePercentOffInOneCoordinateIsFound(_ index: Int) {
    var wrong = gradient
    wrong[index] *= 1.01
    let check = GradientCheck(steps: [1e-3, 1e-4])
    let report = check.check(at: parameters, gradient: wrong) { function($0) }
    #expect(!report.passes)
    #expect(report.worst?.index == index)
  }

  @Test("A wrong sign and a missing term are found") func aWrongSignAndAMissingTermAreFound() {
    let flipped = gradient.map { -$0 }
    #expect(!GradientCheck().check(at: parameters, gradient: flipped) { function($0) }.passes)
    let truncated = parameters.indices.map { gradient[$0] - 0.02 * parameters[$0] }
    #expect(!GradientCheck().check(at: parameters, gradient: truncated) { function($0) }.passes)
  }

  @Test("Only the chosen coordinates are checked") func onlyTheChosenCoordinatesAreChecked() {
    var wrong = gradient
    wrong[1] = 99
    let check = GradientCheck(steps: [1e-3])
    let others = check.check(at: parameters, gradient: wrong, coordinates: [0, 2]) { function($0) }
    #expect(others.passes, "\(others)")
    let chosen = check.check(at: parameters, gradient: wrong, coordinates: [0, 1]) { function($0) }
    #expect(chosen.worst?.index == 1)
  }

  @Test("Not a number never passes") func notANumberNeverPasses() {
    var wrong = gradient
    wrong[2] = .nan
    let report = GradientCheck().check(at: parameters, gradient: wrong) { function($0) }
    #expect(!report.passes)
    #expect(report.worst?.index == 2)
    #expect(!GradientCheck().check(at: parameters, gradient: gradient) { _ in .nan }.passes)
  }

  @Test("Checking nothing is no pass") func checkingNothingIsNoPass() {
    #expect(!GradientCheck().check(at: [], gradient: []) { function($0) }.passes)
  }

  @Test("Functions may throw") func functionsMayThrow() {
    struct Refusal: Error {}
    #expect(throws: Refusal.self) {
      try GradientCheck().check(at: [1], gradient: [1]) { _ in throw Refusal() }
    }
  }
}
