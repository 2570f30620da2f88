// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import InterspikeTesting
import Randomness
import SpikeTrains
import Testing

@Suite struct CorrelationLawTests {
  private func counts(_ population: some SpikeProcess, trials: Int = 40_000) -> [[Double]] {
    (0..<trials).map { trial in
      let raster = population.raster(in: 0..<0.5, trial: trial, seed: 91)
      return (0..<raster.neuronCount).map { Double(raster.spikeCount(of: $0)) }
    }
  }

  private func covariance(_ counts: [[Double]], _ i: Int, _ j: Int, _ means: [Double]) -> [Double] {
    counts.map { ($0[i] - means[i]) * ($0[j] - means[j]) }
  }

  @Test("Counts of two neurons have the stated covariance") func countsOfTwoNeurons() throws {
    let population = try CorrelatedPopulation(
      motherRate: 60, copyProbabilities: [0.3, 0.7, 0], privateRates: [2, 0, 20],
      windowDuration: 0.5)
    let means = (0..<3).map { population.hertz(of: $0) * 0.5 }
    #expect(means == [10, 21, 10])
    let counts = counts(population)
    expectLaw(
      meanTest(covariance(counts, 0, 1, means), mean: 60 * 0.3 * 0.7 * 0.5), "covariance of copies")
    expectLaw(meanTest(covariance(counts, 0, 2, means), mean: 0), "covariance with no copies")
    expectBroken(meanTest(covariance(counts, 0, 1, means), mean: 0), "copies taken for independent")
    #expect(
      abs(try #require(population.correlation(0, 1)) - 12.6 / (20.0 * 42).squareRoot()) < 1e-12)
    #expect(population.correlation(0, 2) == 0)
  }

  @Test("Two neurons of a population have the stated correlation", arguments: [0, 0.05, 0.5, 1])
  func twoNeuronsOfPopulation(correlation: Double) throws {
    let population = try CorrelatedPopulation(
      neurons: 3, rate: 10, correlation: correlation, windowDuration: 0.5)
    let counts = counts(population)
    let covariance = covariance(counts, 1, 2, [5, 5, 5])
    expectLaw(meanTest(covariance, mean: 5 * correlation), "covariance at \(correlation)")
    expectBroken(meanTest(covariance, mean: 5 * correlation + 0.5), "another correlation")
    for neuron in 0..<3 {
      expectLaw(
        poissonLaw(counts.map { Int($0[neuron]) }, mean: 5), "counts at \(correlation)")
    }
    if correlation == 1 { #expect(counts.allSatisfy { $0[0] == $0[1] && $0[1] == $0[2] }) }
  }

  @Test("Shared spikes are shared to the bit") func sharedSpikesAreShared() throws {
    let population = try CorrelatedPopulation(neurons: 2, rate: 50, correlation: 0.4)
    let raster = population.raster(in: 0..<100, seed: 3)
    let shared = Set(raster.times(of: 0)).intersection(raster.times(of: 1)).count
    // Of 5000 spikes of one, two fifths are the other's too.
    #expect(abs(shared - 2000) < 300)
  }

  @Test("The pool gives each neuron its share, and nobody else") func poolGivesEachNeuron() throws {
    let rates: [Rate] = [0, 1, 1000, 3, 0, 17.5, 1e-3]
    let population = try PooledPopulation(rates: rates)
    let raster = population.raster(in: 0..<500, seed: 5)
    for (neuron, rate) in rates.enumerated() {
      expectLaw(
        poissonTotal(raster.spikeCount(of: neuron), mean: rate.hertz * 500), "share of \(rate)")
      if rate == 0 { #expect(raster.spikeCount(of: neuron) == 0) }
    }
    let many = try PooledPopulation(rates: [Rate](repeating: 5, count: 5000))
    let drawn = many.raster(in: 0..<10, seed: 6)
    let counts = (0..<5000).map(drawn.spikeCount(of:))
    expectLaw(poissonLaw(counts, mean: 50), "counts of a pool")
    expectLaw(poissonDispersion(counts: counts), "dispersion of a pool")
  }
}
