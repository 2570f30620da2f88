// SPDX-License-Identifier: GPL-3.0-or-later

import Evaluation
import LayerTesting
import Tensors
import Testing

@Suite("Population sparsity")
struct PopulationSparsityTests {
  private func sparsity(_ responses: [Float], neurons: Int) -> PopulationSparsity {
    var sparsity = PopulationSparsity(neurons: neurons)
    sparsity.add(responses)
    return sparsity
  }

  @Test("One neuron of many is 1, all alike 0, none 1")
  func extremes() {
    #expect(sparsity([0, 5, 0], neurons: 3).mean == 1)
    #expect(sparsity([2, 2, 2], neurons: 3).mean == 0)
    #expect(sparsity([0, 0, 0], neurons: 3).mean == 1)
    #expect(sparsity([0, 5, 0, 2, 2, 2], neurons: 3).mean == 0.5)
  }

  @Test("Both sparsities take signed responses by their size, as NumPy finds")
  func golden() throws {
    let golden = try EvaluationGoldens.read().sparsity
    var responses = arbitrary([9, 6], salt: 3).values.map { abs($0) < 0.4 ? 0 : $0 }
    for index in responses.indices where index / 6 == 4 || index % 6 == 2 { responses[index] = 0 }
    #expect(responses.contains { $0 < 0 })
    var lifetime = LifetimeSparsity(neurons: 6)
    lifetime.add(responses)
    #expect(agree(try #require(lifetime.byNeuron), golden.lifetime, within: 1e-12))
    let population = try #require(sparsity(responses, neurons: 6).mean)
    #expect(abs(population - golden.population) < 1e-12)
  }

  @Test("Undefined without stimuli, and for fewer than two neurons")
  func undefined() {
    #expect(PopulationSparsity(neurons: 3).mean == nil)
    #expect(sparsity([1, 2], neurons: 1).mean == nil)
    #expect(sparsity([], neurons: 0).mean == nil)
  }

  @Test("Accumulators of parts add up to that of the whole", arguments: [0, 1, 4])
  func merging(split: Int) throws {
    let responses: [Float] = [1, 0, 2, 2, 0, 5, 3, 1]
    var merged = sparsity(Array(responses[..<(2 * split)]), neurons: 2)
    merged.add(sparsity(Array(responses[(2 * split)...]), neurons: 2))
    let (found, whole) = (
      try #require(merged.mean), try #require(sparsity(responses, neurons: 2).mean)
    )
    #expect(abs(found - whole) < 1e-15)
  }
}
