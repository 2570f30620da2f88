// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import InterspikeTesting
import Randomness
import SpikeTrains
import Testing

/// Many neurons drawn as one have the law of many neurons drawn one by one.
@Suite struct SuperpositionLawTests {
  static let neurons = 12
  static let trials = 20_000
  static let duration = 0.05

  private func merged<Source: SpikeSource>(_ population: EventPopulation<Source>) -> [[Double]] {
    (0..<Self.trials).map { trial in
      population.raster(in: 0..<Self.duration, trial: trial, seed: 81).times.sorted()
    }
  }

  private func expectSame(_ together: [[Double]], _ apart: [[Double]], _ what: String) {
    for place in [0, 1, 4, 9] {
      let (first, second) = (
        together.map { place < $0.count ? $0[place] : 1 },
        apart.map { place < $0.count ? $0[place] : 1 }
      )
      expectLaw(twoSampleKolmogorovSmirnov(first, second), "spike \(place) of \(what)")
    }
    let counts = [together, apart].map { $0.map { Double($0.count) } }
    expectLaw(twoSampleKolmogorovSmirnov(counts[0], counts[1]), "counts of \(what)")
  }

  @Test("Refractory neurons") func refractoryNeurons() throws {
    let law = try RefractoryIntervals(outputRate: 60, deadTime: 0.008)
    let together = merged(
      EventPopulation(
        sources: [try RefractorySuperposition(sourceCount: Self.neurons, of: law)]))
    let apart = merged(
      EventPopulation(
        renewing: [RefractoryIntervals](repeating: law, count: Self.neurons)))
    expectSame(together, apart, "refractory neurons")
    expectLaw(
      meanTest(together.map { Double($0.count) }, mean: 60 * 12 * Self.duration), "their rate")
    // No spike of any by time x: each waits longer, independently.
    let waits = together.map { $0.first ?? Self.duration }
    expectLaw(
      kolmogorovSmirnov(waits) {
        $0 >= Self.duration ? 1 : 1 - pow(law.waitTail($0), Double(Self.neurons))
      }, "first spike of refractory neurons")
    // Poisson neurons of the same rate are something else.
    let poisson = PoissonPopulation(rates: [720], windowDuration: Self.duration)
    let counts = (0..<Self.trials).map { trial in
      Double(poisson.raster(in: 0..<Self.duration, trial: trial, seed: 81).spikeCount)
    }
    expectBroken(
      twoSampleKolmogorovSmirnov(together.map { Double($0.count) }, counts), "Poisson counts")
  }

  @Test("Gamma neurons of shape 3") func gammaNeuronsOfShape3() throws {
    let law = try GammaIntervals(rate: 60, shape: 3)
    let together = merged(
      EventPopulation(
        sources: [try ErlangSuperposition(sourceCount: Self.neurons, rate: 60, shape: 3)]))
    let apart = merged(
      EventPopulation(renewing: [GammaIntervals](repeating: law, count: Self.neurons)))
    expectSame(together, apart, "gamma neurons")
    let other = merged(
      EventPopulation(
        sources: [try ErlangSuperposition(sourceCount: Self.neurons, rate: 60, shape: 2)]))
    expectBroken(
      twoSampleKolmogorovSmirnov(other.map { Double($0.count) }, apart.map { Double($0.count) }),
      "shape 2 for shape 3")
  }

  @Test("One source is the neuron itself, and a hundred thousand are nearly Poisson")
  func oneSourceIsNeuronItself() throws {
    let law = try RefractoryIntervals(outputRate: 60, deadTime: 0.008)
    let one = EventPopulation(
      sources: [RefractorySuperposition](
        repeating: try RefractorySuperposition(sourceCount: 1, of: law), count: 3000)
    ).raster(in: 0..<1, seed: 5)
    var intervals: [Double] = []
    for neuron in 0..<one.neuronCount { intervals += one[neuron].interspikeIntervals.values }
    expectLaw(kolmogorovSmirnov(intervals) { 1 - law.tail($0 + 1e-15) }, "one refractory neuron")
    let many = EventPopulation(
      sources: [
        try RefractorySuperposition(
          sourceCount: 100_000, of: RefractoryIntervals(outputRate: 1, deadTime: 0.002))
      ]
    ).raster(in: 0..<0.5, seed: 5).times
    let gaps = zip(many.dropFirst(), many).map { ($0 - $1) * 1e5 }
    expectLaw(kolmogorovSmirnov(gaps) { -expm1(-$0) }, "a hundred thousand neurons")
  }
}
