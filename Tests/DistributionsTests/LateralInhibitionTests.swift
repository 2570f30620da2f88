// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Distributions
import Randomness
import SpikeTrains
import Tensors
import Testing

@Suite struct LateralInhibitionTests {
  /// Tiles of 256 columns, their ends and the ends of vectors.
  static let sizes = [1, 15, 37, 256, 300, 1100]

  private func values(_ shape: [Int], _ name: Purpose, scale: Double) -> Tensor {
    var generator = SeedSequence(3).generator(for: name)
    return Tensor(
      (0..<shape.reduce(1, *)).map { _ in Float(scale * generator.uniform(in: -1..<1)) },
      shape: shape)
  }

  private func spikes(trials: Int, neurons: Int) throws -> SparseCounts {
    try Poisson(logRates: values([trials, neurons], "rates", scale: 1.5) - 0.5)
      .sparseCounts(at: DrawAddress(seed: SeedSequence(2), purpose: .evaluation))
  }

  private func dense(_ spikes: SparseCounts) -> Tensor {
    Tensor(
      spikes.dense.values.map { Float($0) }, shape: [spikes.trialCount, spikes.neuronCount])
  }

  @Test("A step is the bounded sum, on every instruction set", arguments: sizes)
  func stepIsBoundedSum(neurons: Int) throws {
    let trials = 5
    var network = LateralInhibition(
      weights: values([neurons, neurons], "weights", scale: 0.3), lower: -8, largestChange: 3,
      largestPotential: 4)
    let drive = values([trials, neurons], "drive", scale: 9)
    let before = values([trials, neurons], "potentials", scale: 8)
    let spikes = try spikes(trials: trials, neurons: neurons)
    let force = drive - matmul(dense(spikes), network.weights)
    let expected = softclamp(
      before + softclamp(force, lower: -8, upper: 3), lower: -8, upper: 4)
    var results: [Tensor] = []
    for set in InstructionSet.allCases where set.isSupported {
      network.instructionSet = set
      var potentials = before
      network.step(&potentials, drive: drive, spikes: spikes)
      results.append(potentials)
    }
    let difference = zip(results[0].values, expected.values).map { abs($0 - $1) }.max() ?? 1
    #expect(difference < 2e-4, "\(difference)")
    for result in results { #expect(result == results[0]) }
  }

  @Test("Trials do not see each other") func trialsDoNotSeeEach() throws {
    let network = LateralInhibition(
      weights: values([40, 40], "weights", scale: 0.3), lower: -8, largestChange: 10,
      largestPotential: 10)
    let drive = values([3, 40], "drive", scale: 1)
    var all = values([3, 40], "potentials", scale: 1)
    var last = all.rows(2..<3)
    let spikes = try spikes(trials: 3, neurons: 40)
    network.step(&all, drive: drive, spikes: spikes)
    let alone = SparseCounts(
      SpikeCounts(Array(spikes.dense.values[80...]), trials: 1, neurons: 40))
    network.step(&last, drive: drive.rows(2..<3), spikes: alone)
    #expect(last == all.rows(2..<3))
  }

  @Test("Rows are added up by spikes", arguments: [1, 16, 20, 256])
  func rowsAreAddedUp(columns: Int) throws {
    let rows = values([37, columns], "rows", scale: 1)
    let spikes = try spikes(trials: 6, neurons: 37)
    let base = values([1, columns], "base", scale: 1)
    let expected = matmul(dense(spikes), rows) + base
    let sums = EventDrivenSum(rows: rows)(spikes, base: base)
    #expect(sums.shape == [6, columns])
    #expect(zip(sums.values, expected.values).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(sums != EventDrivenSum(rows: rows)(spikes))
  }

  @Test("Divergences of trials add up to that of all") func divergencesOfTrialsAddUp() {
    let (after, before) = (
      values([7, 37], "after", scale: 2), values([7, 37], "before", scale: 2)
    )
    let byTrial = Divergence.poissonByTrial(logRates: after, from: before)
    let total = Divergence.poisson(logRates: after, from: before).byNeuron.reduce(0, +)
    #expect(abs(byTrial.reduce(0, +) - total) < 1e-5 * total)
    let alone = Divergence.poissonByTrial(
      logRates: after.rows(3..<4), from: before.rows(3..<4))
    #expect(alone[0] == byTrial[3])
    let published = Divergence.poissonByTrial(
      logRates: after, from: before, weighedByPosterior: true)
    let gain = after - before
    let expected = (exp(after) * (exp(gain) * (gain - 1) + 1)).sum(over: .columns).values
    for (a, b) in zip(published, expected) { #expect(abs(a - Double(b)) < 1e-4 * a) }
  }
}
