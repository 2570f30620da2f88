// SPDX-License-Identifier: GPL-3.0-or-later

import Evaluation
import Testing

@Suite("Lifetime sparsity")
struct LifetimeSparsityTests {
  private func sparsity(_ responses: [Float], neurons: Int) -> LifetimeSparsity {
    var sparsity = LifetimeSparsity(neurons: neurons)
    sparsity.add(responses)
    return sparsity
  }

  @Test("One response in many is 1, the same always 0, never any 1")
  func extremes() {
    // Columns: one-hot, constant, silent.
    let responses: [Float] = [0, 3, 0, 7, 3, 0, 0, 3, 0, 0, 3, 0]
    let found = sparsity(responses, neurons: 3)
    #expect(found.byNeuron == [1, 0, 1])
    #expect(found.mean == 2.0 / 3)
  }

  @Test("It is the formula: counts 1, 2, 3 give 3/14")
  func formula() throws {
    // [1 − 36/(3·14)]/(1 − 1/3) = (6/42)·(3/2) = 3/14
    let value = try #require(sparsity([1, 2, 3], neurons: 1).byNeuron?.first)
    #expect(abs(value - 3.0 / 14) < 1e-15)
  }

  @Test("Fewer than two stimuli say nothing")
  func undefined() {
    #expect(LifetimeSparsity(neurons: 2).byNeuron == nil)
    #expect(sparsity([1, 0], neurons: 2).byNeuron == nil)
    #expect(sparsity([1, 0], neurons: 2).mean == nil)
    #expect(sparsity([1, 0, 0, 0], neurons: 2).byNeuron == [1, 1])
    #expect(sparsity([], neurons: 0).mean == nil)
  }

  @Test("Accumulators of parts add up to that of the whole", arguments: [0, 1, 4, 6])
  func merging(split: Int) {
    let responses: [Float] = [1, 0, 2, 2, 0, 5, 3, 1, 0, 0, 4, 2]
    let whole = sparsity(responses, neurons: 2)
    var merged = sparsity(Array(responses[..<(2 * split)]), neurons: 2)
    merged.add(sparsity(Array(responses[(2 * split)...]), neurons: 2))
    #expect(merged.byNeuron == whole.byNeuron)
  }
}
