// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import CGSL
import Foundation
import InterspikeTesting
import Randomness
import SpikeTrains
import Testing

@Suite struct RenewalLawTests {
  static let refractory: RefractoryIntervals = {
    do { return try RefractoryIntervals(outputRate: 80, deadTime: 0.005) } catch {
      fatalError("\(error)")
    }
  }()

  private func raster<Law: IntervalLaw>(
    _ law: Law, neurons: Int, start: RenewalStart = .equilibrium, _ interval: Range<Double>
  ) -> SpikeRaster {
    EventPopulation(renewing: [Law](repeating: law, count: neurons), start: start)
      .raster(in: interval, seed: 71)
  }

  private func firstSpikes(_ raster: SpikeRaster) -> [Double] {
    (0..<raster.neuronCount).compactMap { raster.times(of: $0).first }
  }

  @Test("A dead time holds, and drive and output rate are what they are called")
  func deadTimeHoldsAndDrive() {
    let law = Self.refractory
    #expect(abs(law.driveRate.hertz - 80 / 0.6) < 1e-9)
    let raster = raster(law, neurons: 2000, 0..<5)
    var intervals: [Double] = []
    for neuron in 0..<raster.neuronCount { intervals += raster[neuron].interspikeIntervals.values }
    #expect(intervals.allSatisfy { $0 >= 0.005 - 1e-12 })
    expectLaw(
      kolmogorovSmirnov(intervals) { 1 - law.tail($0 + 1e-15) }, "refractory intervals")
    let counts = (0..<2000).map { Double(raster.spikeCount(of: $0)) }
    expectLaw(meanTest(counts, mean: 400), "output rate")
    // The spread of counts tends to CV² = (1 − r·d)².
    let spread = counts.map { ($0 - 400) * ($0 - 400) / 400 }.reduce(0, +) / 2000
    #expect(abs(spread - 0.36) < 0.36 * 0.25)
    expectBroken(meanTest(counts, mean: 80 / 0.6 * 5), "the drive taken for the output")
  }

  @Test("A neuron starts in equilibrium: as often in its first milliseconds as later")
  func neuronStartsInEquilibrium() {
    let law = Self.refractory
    let gamma: GammaIntervals
    do { gamma = try GammaIntervals(rate: 80, shape: 4) } catch { fatalError("\(error)") }
    func early(_ raster: SpikeRaster) -> [Double] {
      (0..<raster.neuronCount).map { Double(raster.spikeCount(of: $0)) }
    }
    let neurons = 60_000
    for (from, to) in [(0.0, 0.003), (0.003, 0.006), (0.02, 0.023)] {
      let mean = 80 * (to - from)
      expectLaw(
        meanTest(early(raster(law, neurons: neurons, from..<to)), mean: mean),
        "refractory rate from \(from) s on")
      expectLaw(
        meanTest(early(raster(gamma, neurons: neurons, from..<to)), mean: mean),
        "gamma rate from \(from) s on")
    }
    expectBroken(
      meanTest(
        early(raster(gamma, neurons: neurons, start: .ordinary, 0..<0.003)), mean: 0.24),
      "gamma neurons that all fired at 0")
    #expect(raster(law, neurons: 1000, start: .ordinary, 0..<0.005).spikeCount == 0)
  }

  @Test("The first spike has the law of a wait in equilibrium") func firstSpikeHasLaw() throws {
    let law = Self.refractory
    let waits = firstSpikes(raster(law, neurons: 40_000, 0..<1))
    #expect(waits.count == 40_000)
    expectLaw(kolmogorovSmirnov(waits) { 1 - law.waitTail($0) }, "refractory wait")
    let ordinary = firstSpikes(raster(law, neurons: 40_000, start: .ordinary, 0..<1))
    expectBroken(kolmogorovSmirnov(ordinary) { 1 - law.waitTail($0) }, "refractory, ordinary")
    for shape in [0.3, 1, 5] {
      let law = try GammaIntervals(rate: 20, shape: shape)
      // A first spike later than 4 s comes once in 10¹⁰ neurons.
      let waits = firstSpikes(raster(law, neurons: 40_000, 0..<4))
      expectLaw(
        kolmogorovSmirnov(waits) { min(1, max(0, 1 - law.waitTail($0))) }, "gamma wait \(shape)")
      let ordinary = firstSpikes(raster(law, neurons: 40_000, start: .ordinary, 0..<4))
      let fit = kolmogorovSmirnov(ordinary) { min(1, max(0, 1 - law.waitTail($0))) }
      // Poisson neurons are the only ones to which it makes no difference.
      if shape == 1 { expectLaw(fit, "Poisson, ordinary") } else { expectBroken(fit, "ordinary") }
    }
  }

  @Test("Gamma intervals have the gamma law", arguments: [0.02, 0.5, 1, 2.5, 100, 1e5])
  func gammaIntervalsHaveGammaLaw(shape: Double) throws {
    var draws = PhiloxDraws(key: SeedSequence(5).key(for: "gamma"), 0, 0, 0)
    let values = (0..<60_000).map { _ in draws.gamma(shape: shape) }
    expectLaw(kolmogorovSmirnov(values) { gsl_cdf_gamma_P($0, shape, 1) }, "gamma \(shape)")
    expectLaw(
      meanTest(values, mean: shape, standardDeviation: shape.squareRoot()), "gamma mean \(shape)")
    expectBroken(
      kolmogorovSmirnov(values) {
        gsl_cdf_gamma_P($0, shape * (1 + 0.05 / max(1, shape.squareRoot())), 1)
      },
      "gamma of another shape than \(shape)")
  }

  @Test("Variates from an address are normal and exponential") func variatesFromAddressAreNormal() {
    var draws = PhiloxDraws(key: SeedSequence(6).key(for: "normal"), 1, 2, 3)
    let normals = (0..<100_000).map { _ in draws.normal() }
    expectLaw(andersonDarling(normals) { 0.5 * erfc(-$0 / (2.0).squareRoot()) }, "normal")
    let exponentials = (0..<100_000).map { _ in draws.exponential() }
    expectLaw(andersonDarling(exponentials) { -expm1(-$0) }, "exponential")
    func squares(_ scale: Double) -> GoodnessOfFit? {
      meanTest(
        normals.map { scale * scale * $0 * $0 }, mean: 1, standardDeviation: (2.0).squareRoot())
    }
    expectLaw(squares(1), "variance of normals")
    expectBroken(squares(1.02), "normal, 2 % too wide")
  }

  @Test("Drawn from an address they are the draws of a generator there") func drawnFromAddressThey()
  {
    let key = SeedSequence(7).key(for: "same")
    var draws = PhiloxDraws(key: key, 4, 5, 6)
    var generator = RandomGenerator(key: key, 4, 5, 6)
    for _ in 0..<1000 {
      #expect(draws.bits() == generator.bits())
      #expect(draws.uniform() == generator.uniform())
      let (ours, theirs) = (draws.exponential(), generator.exponential())
      #expect(abs(ours - theirs) <= 4e-16 * theirs)
    }
  }
}
