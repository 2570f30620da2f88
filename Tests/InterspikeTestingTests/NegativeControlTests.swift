// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import InterspikeTesting
import Testing

/// Each test accepts the true law and rejects one slightly wrong, at the level of a large family.
@Suite struct NegativeControlTests {
  let family = FamilyWise(alpha: 1e-6, tests: 100)

  private func intervals(rate: Double) -> [Double] {
    var generator = SplitMix64(seed: 11)
    return (0..<200_000).map { _ in generator.exponential(rate: rate) }
  }

  private func exponentialLaw(_ time: Double) -> Double { -expm1(-time) }

  @Test("A rate three percent too high is rejected") func aRateThreePercentTooHighIsRejected() {
    let right = intervals(rate: 1)
    let wrong = intervals(rate: 1.03)
    #expect(family.accepts(kolmogorovSmirnov(right, cdf: exponentialLaw)))
    #expect(!family.accepts(kolmogorovSmirnov(wrong, cdf: exponentialLaw)))
    #expect(family.accepts(andersonDarling(right, cdf: exponentialLaw)))
    #expect(!family.accepts(andersonDarling(wrong, cdf: exponentialLaw)))
    #expect(meanTest(right, mean: 1).map(family.accepts) == true)
    #expect(meanTest(wrong, mean: 1).map(family.accepts) == false)
    var generator = SplitMix64(seed: 12)
    let others = (0..<200_000).map { _ in generator.exponential() }
    #expect(family.accepts(twoSampleKolmogorovSmirnov(right, others)))
    #expect(!family.accepts(twoSampleKolmogorovSmirnov(wrong, others)))
  }

  @Test("Binomial counts are rejected where Poisson counts pass")
  func binomialCountsAreRejectedWherePoissonCountsPass() {
    var generator = SplitMix64(seed: 13)
    let poisson = (0..<20_000).map { _ in generator.poisson(mean: 5) }
    let binomial = (0..<20_000).map { _ in generator.binomial(trials: 50, probability: 0.1) }
    let expected = poissonCells(mean: 5, draws: 20_000, last: 25)
    let right = chiSquared(observed: tally(poisson, last: 25), expected: expected, pooledTo: 100)
    let wrong = chiSquared(observed: tally(binomial, last: 25), expected: expected, pooledTo: 100)
    #expect(right.map(family.accepts) == true)
    #expect(wrong.map(family.accepts) == false)
    #expect(poissonDispersion(counts: poisson).map(family.accepts) == true)
    #expect(poissonDispersion(counts: binomial).map(family.accepts) == false)
  }

  @Test("A drifting rate is rejected by its dispersion")
  func aDriftingRateIsRejectedByItsDispersion() {
    var generator = SplitMix64(seed: 14)
    let drifting = (0..<20_000).map { generator.poisson(mean: $0 < 10_000 ? 4 : 6) }
    #expect(poissonDispersion(counts: drifting).map(family.accepts) == false)
  }

  @Test("A refractory neuron is rejected") func aRefractoryNeuronIsRejected() {
    let refractory = intervals(rate: 1).map { 0.02 + 0.98 * $0 }
    #expect(meanTest(refractory, mean: 1).map(family.accepts) == true, "its mean is right")
    #expect(!family.accepts(kolmogorovSmirnov(refractory, cdf: exponentialLaw)))
    #expect(!family.accepts(andersonDarling(refractory, cdf: exponentialLaw)))
  }
}
