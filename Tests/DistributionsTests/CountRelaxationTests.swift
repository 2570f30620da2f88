// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Distributions
import Foundation
import InterspikeTesting
import Randomness
import Tensors
import Testing

@Suite struct CountRelaxationTests {
  static let address = DrawAddress(
    seed: SeedSequence(8), purpose: .training, window: 2, firstTrial: 7)

  private static func logRates(_ shape: [Int], _ range: Range<Double> = -3..<3) -> Tensor {
    var generator = SeedSequence(5).generator(for: "log-rates", shape[0])
    let count = shape.reduce(1, *)
    return Tensor((0..<count).map { _ in Float(generator.uniform(in: range)) }, shape: shape)
  }

  @Test("Arrival times as a value are the relaxed counts", arguments: SoftIndicator.allCases)
  func arrivalTimesAsValue(indicator: SoftIndicator) throws {
    let rates = Poisson(logRates: Self.logRates([5, 9]))
    let relaxation: any CountRelaxation = ArrivalTimes(indicator)
    #expect(
      try relaxation.counts(of: rates, temperature: 0.3, at: Self.address)
        == rates.relaxedCounts(ArrivalRelaxation(indicator, temperature: 0.3), at: Self.address))
  }

  @Test("Straight-through has the value of the count and the slope of the relaxed count")
  func straightThroughHasValue()
    throws
  {
    let logRates = Self.logRates([6, 11]).recorded()
    let rates = Poisson(logRates: logRates)
    let through = try StraightThrough(.cubic).counts(
      of: rates, temperature: 0.4, at: Self.address)
    let soft = try ArrivalTimes(.cubic).counts(of: rates, temperature: 0.4, at: Self.address)
    #expect(try through == rates.counts(at: Self.address))
    let slopes = [through, soft].map { gradient(of: $0.sum(), withRespectTo: [logRates])[0] }
    #expect(slopes[0] == slopes[1])
    #expect(slopes[0].values.contains { $0 > 0 })
  }

  @Test(
    "Gradients of softly chosen counts are those of differences at the same draws",
    arguments: [0.1, 0.5, 1])
  func gradientsOfSoftlyChosenCounts(
    temperature: Double
  ) throws {
    let logRates = Self.logRates([3, 14], -2..<2)
    let weights = Self.logRates([4, 14]).rows(0..<3)
    let relaxation = GumbelSoftmaxCounts()
    let input = logRates.recorded()
    let counts = try relaxation.counts(
      of: Poisson(logRates: input), temperature: temperature, at: Self.address)
    let slopes = gradient(of: (counts * weights).sum(), withRespectTo: [input])[0].values
    let report = try GradientCheck(
      steps: [1e-2, 3e-3, 1e-3], relativeTolerance: 3e-3, absoluteTolerance: 3e-3
    ).check(at: logRates.values, gradient: slopes) { shifted in
      let counts = try relaxation.counts(
        of: Poisson(logRates: Tensor(shifted, shape: [3, 14])), temperature: temperature,
        at: Self.address)
      return zip(counts.values, weights.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    #expect(report.passes, "\(report)")
  }

  @Test("A softly chosen count depends on its own address alone") func softlyChosenCountDepends()
    throws
  {
    let all = Self.logRates([6, 8])
    let relaxation = GumbelSoftmaxCounts()
    let whole = try relaxation.counts(
      of: Poisson(logRates: all), temperature: 0.2, at: Self.address)
    var later = Self.address
    later.firstTrial += 4
    let part = try relaxation.counts(
      of: Poisson(logRates: all.rows(4..<6)), temperature: 0.2, at: later)
    #expect(part == whole.rows(4..<6))
    for elsewhere in [
      Self.address.with(purpose: .evaluation),
      DrawAddress(seed: SeedSequence(8), purpose: .training, window: 3, firstTrial: 7),
    ] {
      #expect(
        try relaxation.counts(of: Poisson(logRates: all), temperature: 0.2, at: elsewhere) != whole)
    }
  }

  @Test("Silence and floods are softly chosen without trouble") func silenceAndFloodsAreSoftly()
    throws
  {
    let input = Tensor([-.infinity, -60, 7.6], shape: [1, 3]).recorded()
    let counts = try GumbelSoftmaxCounts().counts(
      of: Poisson(logRates: input), temperature: 0.1, at: Self.address)
    let slopes = gradient(of: counts.sum(), withRespectTo: [input])[0].values
    #expect(counts.values.prefix(2).allSatisfy { $0 < 1e-6 })
    #expect(slopes.prefix(2).allSatisfy { $0 < 1e-6 })
    #expect(abs(Double(counts.values[2]) - exp(7.6)) < 6 * exp(3.8))
  }

  @Test(
    "Temperatures outside the domain are refused by every relaxation",
    arguments: [0, -1, 1.5, .nan])
  func temperaturesOutsideDomainAreRefused(temperature: Double) {
    let rates = Poisson(logRates: Self.logRates([1, 2]))
    let relaxations: [any CountRelaxation] = [
      ArrivalTimes(.cubic), StraightThrough(.sigmoid), GumbelSoftmaxCounts(),
    ]
    for relaxation in relaxations {
      #expect(throws: ArrivalError.self) {
        try relaxation.counts(of: rates, temperature: temperature, at: Self.address)
      }
    }
  }

  @Test("Log-rates that are none are refused by every relaxation") func logRatesThatAreNone() {
    let rates = Poisson(logRates: Tensor([0, .nan], shape: [1, 2]))
    let relaxations: [any CountRelaxation] = [
      ArrivalTimes(.cubic), StraightThrough(.sigmoid), GumbelSoftmaxCounts(),
    ]
    for relaxation in relaxations {
      #expect(throws: ArrivalError.self) {
        try relaxation.counts(of: rates, temperature: 0.5, at: Self.address)
      }
    }
  }
}
