// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import InterspikeTesting
import Testing

/// Draws that follow their law must give uniform p-values: each test is judged by the p-values of
/// 1000 fixed seeds, at a level of 1e-6 over the six.
@Suite struct UniformityTests {
  let family = FamilyWise(tests: 6)
  let seeds = 1...1000

  private func expectUniform(_ pValues: [Double], sourceLocation: SourceLocation = #_sourceLocation)
  {
    let fit = kolmogorovSmirnov(pValues) { $0 }
    #expect(family.accepts(fit), "\(fit)", sourceLocation: sourceLocation)
    // The small end is what a test judges by: 1 in 50, give or take six standard errors.
    let small = Double(pValues.count { $0 < 0.02 })
    let expected = 0.02 * Double(pValues.count)
    #expect(abs(small - expected) < 6 * expected.squareRoot(), sourceLocation: sourceLocation)
  }

  @Test("Kolmogorov–Smirnov raises false alarms as often as stated")
  func kolmogorovSmirnovRaisesFalseAlarmsAsOftenAsStated() {
    expectUniform(
      seeds.map { seed in
        var generator = SplitMix64(seed: seed)
        return kolmogorovSmirnov(generator.uniforms(200)) { $0 }.pValue
      })
  }

  @Test("Two-sample Kolmogorov–Smirnov raises false alarms as often as stated")
  func twoSampleKolmogorovSmirnovRaisesFalseAlarmsAsOftenAsStated() {
    expectUniform(
      seeds.map { seed in
        var generator = SplitMix64(seed: seed)
        return twoSampleKolmogorovSmirnov(generator.uniforms(997), generator.uniforms(1009)).pValue
      })
  }

  @Test("Anderson–Darling raises false alarms as often as stated")
  func andersonDarlingRaisesFalseAlarmsAsOftenAsStated() {
    expectUniform(
      seeds.map { seed in
        var generator = SplitMix64(seed: seed)
        return andersonDarling(generator.uniforms(200)) { $0 }.pValue
      })
  }

  @Test("Chi-squared raises false alarms as often as stated")
  func chiSquaredRaisesFalseAlarmsAsOftenAsStated() {
    let expected = poissonCells(mean: 5, draws: 2000, last: 20)
    expectUniform(
      seeds.compactMap { seed in
        var generator = SplitMix64(seed: seed)
        let counts = (0..<2000).map { _ in generator.poisson(mean: 5) }
        return chiSquared(observed: tally(counts, last: 20), expected: expected)?.pValue
      })
  }

  @Test("Poisson dispersion raises false alarms as often as stated")
  func poissonDispersionRaisesFalseAlarmsAsOftenAsStated() {
    expectUniform(
      seeds.compactMap { seed in
        var generator = SplitMix64(seed: seed)
        return poissonDispersion(counts: (0..<200).map { _ in generator.poisson(mean: 8) })?.pValue
      })
  }

  @Test("Mean test raises false alarms as often as stated")
  func meanTestRaisesFalseAlarmsAsOftenAsStated() {
    expectUniform(
      seeds.compactMap { seed in
        var generator = SplitMix64(seed: seed)
        return meanTest(generator.uniforms(1000), mean: 0.5)?.pValue
      })
  }
}
