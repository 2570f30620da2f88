// SPDX-License-Identifier: GPL-3.0-or-later

import Evaluation
import Testing

@Suite("Dead neurons")
struct DeadNeuronTests {
  private func numbers(_ found: DeadNeurons) -> [Int] {
    found.isDead.indices.filter { found.isDead[$0] }
  }

  @Test(
    "Every rule finds the neurons that NumPy finds",
    arguments: [
      ("divergence", DeadNeuronRule.divergence(below: 0.01)), ("norm2", .norm(fraction: 2)),
      ("norm8", .norm(fraction: 8)), ("prefix", .sortedPrefix(fraction: 8)), ("gap", .largestGap),
    ])
  func golden(name: String, rule: DeadNeuronRule) throws {
    let cases = try EvaluationGoldens.read().deadNeurons
    let expected = try cases.map { try #require($0.rules[name]) }
    for (golden, dead) in zip(cases, expected) {
      let found = rule.dead(divergences: golden.kl, norms: golden.norms)
      #expect(numbers(found) == dead)
      #expect(found.count == dead.count)
      #expect(found.activeFraction == 1 - Double(dead.count) / 64)
    }
    // A rule that never found any, or always all, would be no test.
    #expect(Set(expected.map(\.count)).count > 1)
  }

  @Test("A figure can draw the threshold: it lies between dead and live neurons")
  func threshold() throws {
    for golden in try EvaluationGoldens.read().deadNeurons {
      for rule in [DeadNeuronRule.largestGap, .divergence(below: 0.01), .sortedPrefix(fraction: 8)]
      {
        let found = rule.dead(divergences: golden.kl, norms: golden.norms)
        #expect(found.quantity == .divergence && found.upper == nil)
        let threshold = try #require(found.lower)
        #expect(zip(golden.kl, found.isDead).allSatisfy { ($0 < threshold) == $1 })
      }
    }
  }

  @Test("The published choice is that of the tables")
  func published() {
    #expect(
      DeadNeuronRule.published(family: .poisson, encoder: .convolutional, data: .mnist)
        == .divergence(below: 0.01))
    #expect(
      DeadNeuronRule.published(family: .poisson, encoder: .linear, data: .photographs)
        == .sortedPrefix(fraction: 8))
    #expect(
      DeadNeuronRule.published(family: .poisson, encoder: .convolutional, data: .photographs)
        == .largestGap)
    #expect(
      DeadNeuronRule.published(family: .gaussian, encoder: .linear, data: .photographs)
        == .divergence(below: 0.1))
    #expect(
      DeadNeuronRule.published(family: .gaussian, encoder: .linear, data: .cifarPatches)
        == .divergence(below: 0.085))
    #expect(
      DeadNeuronRule.published(family: .gaussian, encoder: .convolutional, data: .mnist)
        == .largestGap)
    #expect(
      DeadNeuronRule.published(family: .laplace, encoder: .linear, data: .mnist)
        == .divergence(below: 0.1))
    #expect(
      DeadNeuronRule.published(family: .categorical, encoder: .linear, data: .mnist)
        == .norm(fraction: 2))
  }

  @Test("Neurons that are all alike are alive unless they carry nothing")
  func alike() {
    let norms = [Double](repeating: 1, count: 5)
    for rule in [DeadNeuronRule.largestGap, .sortedPrefix(fraction: 1)] {
      #expect(rule.dead(divergences: [1, 1, 1, 1, 1], norms: norms).count == 0)
      #expect(rule.dead(divergences: [0, 0, 0, 0, 0], norms: norms).count == 5)
    }
    let none = DeadNeuronRule.largestGap.dead(divergences: [], norms: [])
    #expect(none.count == 0 && none.activeFraction == nil)
  }
}
