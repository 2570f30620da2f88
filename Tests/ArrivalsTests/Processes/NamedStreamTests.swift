// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import InterspikeTesting
import Randomness
import SpikeTrains
import Testing

/// Two populations under one seed: together in one stream, apart in two.
///
/// Guards against labels that do not reach every draw of a process. All laws are at the suite's false-alarm rate.
@Suite struct NamedStreamTests {
  private static let (rate, windows, neurons) = (3.0, 2000, 8)

  private func counts(_ stream: String) -> [Int] {
    let raster = PoissonPopulation(rates: [Rate](repeating: 3, count: Self.neurons))
      .raster(in: 0..<Double(Self.windows), seed: 7, stream: stream)
    return (0..<Self.neurons).flatMap { neuron in
      var counts = [Int](repeating: 0, count: Self.windows)
      for time in raster.times(of: neuron) { counts[Int(time)] += 1 }
      return counts
    }
  }

  @Test("Populations of different streams do not know of each other, of one stream they are one")
  func populationsOfDifferentStreams() {
    let plain = counts("")
    let names = ["input", "noise", "inpus", "é"]
    for (index, name) in names.enumerated() {
      let named = counts(name)
      expectLaw(countCorrelation(plain, named, rate: Self.rate), "\(name) and no name")
      for other in names[..<index] {
        expectLaw(
          countCorrelation(counts(other), named, rate: Self.rate), "\(name) and \(other)")
      }
    }
    #expect(counts("input") == counts("input"))
    expectBroken(
      countCorrelation(counts("input"), counts("input"), rate: Self.rate), "one stream twice")
  }

  @Test(
    "Every process takes a stream, and all of its draws go with it",
    arguments: ProcessIdentityTests.all)
  func everyProcessTakesStream(process: ProcessCase) {
    func open(_ process: some SpikeProcess, _ stream: String) -> [Spike] {
      Array(process.spikes(in: 0..<duration, trial: 1, seed: 7, stream: stream))
    }
    let duration = process.duration
    let population = process.process
    let named = open(population, "input")
    let plain = open(population, "")
    #expect(!named.isEmpty)
    // Times are of 53 bits: one in common would be a draw in common.
    #expect(Set(named.map(\.time)).isDisjoint(with: plain.map(\.time)))
    // The root is the whole of it: no draw reaches past it to the seed.
    let root = SeedSequence(7, stream: "input").root
    let same = population.raster(in: 0..<process.duration, trial: 1, seed: root)
    #expect(same.spikeCount == named.count)
    #expect(Set(same.times) == Set(named.map(\.time)))
    let raster = population.raster(in: 0..<process.duration, trial: 1, seed: 7, stream: "input")
    #expect(raster == same)
  }

  @Test("Counts alone are those of the stream") func countsAloneAreThose() throws {
    let population = try CountedPopulation(rates: [3, 400])
    let named = population.counts(windows: 0..<20, seed: 7, stream: "input")
    #expect(named != population.counts(windows: 0..<20, seed: 7))
    let raster = population.raster(in: 0..<20, seed: 7, stream: "input")
    #expect((0..<20).map { named[$0, 1] }.reduce(0, +) == raster.spikeCount(of: 1))
  }
}
