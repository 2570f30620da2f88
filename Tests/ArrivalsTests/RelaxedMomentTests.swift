// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import InterspikeTesting
import Randomness
import Testing

/// Campbell's theorem: over a Poisson process of rate λ on the half line,
/// E z = λ m₁, Var z = λ m₂, E slope = λ m₁, Var slope = λ v/T with m₁ = ∫f dt, m₂ = ∫f² dt and
/// v/T = ∫(t f′/T)² dt.
@Suite struct RelaxedMomentTests {
  /// m₁, m₂ and v as published, at temperatures 0.1, 0.5 and 1.
  static let published: [(SoftIndicator, m1: [Double], m2: [Double], v: [Double])] = [
    (.sigmoid, [1, 1.0635, 1.3133], [0.9, 0.6231, 0.5822], [0.1688, 0.2194, 0.3584]),
    (.linear, [1, 1, 1], [0.9667, 0.8333, 0.6667], [0.5017, 0.5417, 0.6667]),
    (.cubic, [1, 1, 1], [0.9743, 0.8714, 0.7429], [0.6009, 0.6214, 0.6857]),
    (.quintic, [1, 1, 1], [0.9784, 0.8918, 0.7836], [0.7149, 0.7305, 0.7792]),
    (.cosine, [1, 1, 1], [0.975, 0.875, 0.75], [0.6177, 0.637, 0.6975]),
  ]
  static let temperatures = [0.1, 0.5, 1]

  @Test("The definition has the published moments", arguments: SoftIndicator.allCases)
  func definitionHasPublishedMoments(indicator: SoftIndicator) throws {
    let row = try #require(Self.published.first { $0.0 == indicator })
    for (index, temperature) in Self.temperatures.enumerated() {
      let moments = Moments(indicator, temperature: temperature)
      #expect(abs(moments.m1 - row.m1[index]) < 6e-5)
      #expect(abs(moments.m2 - row.m2[index]) < 6e-5)
      #expect(abs(moments.v - row.v[index]) < 6e-5)
    }
  }

  @Test(
    "Relaxed counts and slopes have the moments of Campbell's theorem",
    arguments: SoftIndicator.allCases, temperatures)
  func relaxedCountsAndSlopesHaveMoments(
    indicator: SoftIndicator, temperature: Double
  ) throws {
    let moments = Moments(indicator, temperature: temperature)
    let relaxation = try ArrivalRelaxation(indicator, temperature: temperature)
    for (rate, side) in [(0.1, 700), (1.0, 500), (20, 150)] {
      let logRate = Float(log(rate))
      let mean = exp(Double(logRate))
      let relaxed = try Arrivals(
        logRates: [Float](repeating: logRate, count: side * side), trials: .consecutive(0..<side),
        neurons: .consecutive(0..<side), seed: SeedSequence(31), purpose: "moments"
      ).relaxedCounts(relaxation)
      let what = "\(indicator), T \(temperature), rate \(rate)"
      expectMoments(relaxed.counts, mean: mean * moments.m1, variance: mean * moments.m2, what)
      expectMoments(
        relaxed.slopes, mean: mean * moments.m1, variance: mean * moments.v / temperature,
        "slope of \(what)")
    }
  }

  private func expectMoments(
    _ values: [Float], mean: Double, variance: Double, _ what: String
  ) {
    let values = values.map { Double($0) }
    expectLaw(
      meanTest(values, mean: mean, standardDeviation: variance.squareRoot()), "mean, \(what)")
    expectLaw(
      meanTest(values.map { ($0 - mean) * ($0 - mean) }, mean: variance), "variance, \(what)")
  }

  @Test("The moments of another temperature are refused") func momentsOfAnotherTemperature() throws
  {
    let relaxation = try ArrivalRelaxation(.cubic, temperature: 0.5)
    let relaxed = try Arrivals(
      logRates: [Float](repeating: 0, count: 250_000), trials: .consecutive(0..<500),
      neurons: .consecutive(0..<500), seed: SeedSequence(31), purpose: "moments"
    ).relaxedCounts(relaxation)
    let wrong = Moments(.cubic, temperature: 0.55)
    let counts = relaxed.counts.map { (Double($0) - 1) * (Double($0) - 1) }
    let slopes = relaxed.slopes.map { (Double($0) - 1) * (Double($0) - 1) }
    expectBroken(meanTest(counts, mean: Moments(.cubic, temperature: 0.6).m2), "variance at T 0.6")
    expectBroken(meanTest(slopes, mean: wrong.v / 0.55), "slope variance at T 0.55")
  }
}

/// The integrals over t in 0…∞ by Simpson's rule, with f and f′ from the readable definition.
private struct Moments {
  var m1 = 0.0
  var m2 = 0.0
  var v = 0.0

  init(_ indicator: SoftIndicator, temperature: Double) {
    // Kinks lie at 1 ± T, so every piece between them is smooth.
    let end = indicator.isCompact ? 1 + temperature : 1 + 40 * temperature
    var pieces = [0, max(0, 1 - temperature), 1, end]
    if indicator == .sigmoid { pieces = [0, 1, end] }
    for (from, to) in zip(pieces, pieces.dropFirst()) where to > from {
      integrate(indicator, temperature, from, to)
    }
    v *= temperature
  }

  private mutating func integrate(
    _ indicator: SoftIndicator, _ temperature: Double, _ from: Double, _ to: Double
  ) {
    let panels = 2000
    let width = (to - from) / Double(panels)
    for index in 0...panels {
      // A hair inside, where the linear indicator's slope has its one-sided value.
      let inset = index == 0 ? 1e-12 : index == panels ? -1e-12 : 0
      let time = from + Double(index) * width + inset
      let weight = index == 0 || index == panels ? 1.0 : index.isMultiple(of: 2) ? 2 : 4
      let (value, slope) = indicator.value(at: (1 - time) / temperature)
      let rise = time * slope / temperature
      m1 += weight * width / 3 * value
      m2 += weight * width / 3 * value * value
      v += weight * width / 3 * rise * rise
    }
  }
}
