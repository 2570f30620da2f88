// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Randomness
import SpikeTrains
import Testing

@Suite struct PopulationIdentityTests {
  static let population = PoissonPopulation(rates: [5, 0, 20, 80, 0.5])

  private func spikes(_ interval: Range<Double>) -> [Spike] {
    Array(Self.population.spikes(in: interval, seed: 7))
  }

  @Test("Ten seconds at once are ten seconds piece by piece") func tenSecondsAtOnce() {
    let whole = spikes(0..<10)
    #expect(whole.count > 800)
    #expect(spikes(0..<3) + spikes(3..<10) == whole)
    var generator = SeedSequence(1).generator(for: "cuts")
    for _ in 0..<20 {
      let cut = generator.uniform(in: 0..<10)
      #expect(spikes(0..<cut) + spikes(cut..<10) == whole, "cut at \(cut) s")
    }
    // A cut on a spike, and just after it.
    let time = whole[whole.count / 2].time
    #expect(spikes(0..<time) + spikes(time..<10) == whole)
    #expect(spikes(0..<time.nextUp) + spikes(time.nextUp..<10) == whole)
    let pieces = (0..<10_000).flatMap { spikes(Double($0) / 1000..<Double($0 + 1) / 1000) }
    #expect(pieces == whole)
  }

  @Test("A raster holds the spikes of the sequence, in order") func rasterHoldsSpikesOfSequence()
    throws
  {
    for interval in [0.0..<10, 0.3..<7.7, 2.0..<3] {
      let raster = Self.population.raster(in: interval, seed: 7)
      try raster.checkInvariants()
      let merged = (0..<raster.neuronCount).flatMap { neuron in
        raster.times(of: neuron).map { Spike(time: $0, neuron: neuron) }
      }.sorted()
      #expect(merged == spikes(interval))
      #expect(raster.spikeCount(of: 1) == 0)
    }
  }

  @Test("A raster of millions of windows holds the spikes of the sequence")
  func rasterOfMillionsOfWindows() throws {
    let population = PoissonPopulation(rates: [5, 40], windowDuration: 1e-6)
    let raster = population.raster(in: 0..<3, seed: 7)
    try raster.checkInvariants()
    let spikes = Array(population.spikes(in: 0..<3, trial: 0, seed: 7))
    #expect(spikes.count > 80)
    for neuron in 0..<2 {
      #expect(Array(raster.times(of: neuron)) == spikes.filter { $0.neuron == neuron }.map(\.time))
    }
  }

  @Test("Nothing is drawn in no time, and neurons of rate 0 are legal") func nothingIsDrawn() {
    #expect(spikes(4..<4).isEmpty)
    #expect(Array(PoissonPopulation(rates: []).spikes(in: 0..<2, seed: 1)).isEmpty)
    #expect(Array(PoissonPopulation(rates: [0, 0]).spikes(in: 0..<2, seed: 1)).isEmpty)
    #expect(PoissonPopulation(rates: []).raster(in: 0..<2, seed: 1).neuronCount == 0)
  }

  @Test("Windows differ, and so do neurons and seeds") func windowsDifferAndSo() {
    let population = PoissonPopulation(rates: [50, 50])
    let windows = (0..<5).flatMap { window in
      let raster = population.raster(in: Double(window)..<Double(window + 1), seed: 7)
      return (0..<2).map { raster.times(of: $0).map { $0 - Double(window) } }
    }
    #expect(Set(windows).count == 10)
    let other = population.raster(in: 0..<1, seed: 8)
    #expect(!windows.contains(Array(other.times(of: 0))))
  }

  @Test("More neurons and more trials leave the first ones as they were")
  func moreNeuronsAndMoreTrials() throws {
    let fewer = PoissonPopulation(rates: [5, 20]).raster(in: 0..<20, seed: 3)
    let more = PoissonPopulation(rates: [5, 20, 80, 1]).raster(in: 0..<20, seed: 3)
    #expect(fewer.times(of: 0) == more.times(of: 0))
    #expect(Array(fewer.times(of: 1)) == Array(more.times(of: 1)))
    func counts(trials: Int) throws -> [Int] {
      try Arrivals(
        logRates: [Float](repeating: 1, count: trials * 3), trials: .consecutive(0..<trials),
        neurons: .consecutive(0..<3), seed: SeedSequence(3), purpose: .simulation
      ).counts().values
    }
    #expect(try Array(counts(trials: 40).prefix(30)) == counts(trials: 10))
  }

  @Test("Rounding neither loses, doubles nor disorders spikes between windows")
  func roundingNeitherLosesDoublesNor() throws {
    // Twelve years on, w·0.1 + 0.1 is often one step above (w + 1)·0.1, and at this rate
    // and seed a spike lies there.
    let population = PoissonPopulation(rates: [1e7], windowDuration: 0.1)
    let borders = (4_000_000_002...4_000_000_005).map { Double($0) * 0.1 }
    let whole = population.raster(in: borders[0]..<borders[3], seed: 2)
    try whole.checkInvariants()
    let pieces = zip(borders, borders.dropFirst()).flatMap {
      population.raster(in: $0..<$1, seed: 2).times
    }
    #expect(pieces.count == whole.spikeCount)
    let sameTimes = pieces == whole.times
    #expect(sameTimes)
    for cut in [borders[1].nextDown, borders[1].nextUp] {
      let before = population.raster(in: borders[0]..<cut, seed: 2).times
      let after = population.raster(in: cut..<borders[3], seed: 2).times
      let sameTimes = before + after == whole.times
      #expect(sameTimes)
    }
  }
}
