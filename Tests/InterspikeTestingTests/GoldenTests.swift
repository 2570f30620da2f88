// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import InterspikeTesting
import Testing

/// Reference p-values: exact Kolmogorov law from SciPy 1.17 (kstwo, ks_2samp), the others from mpmath
/// with 40 digits.
@Suite struct GoldenTests {
  private func close(_ value: Double, _ truth: Double, relative: Double) -> Bool {
    abs(value - truth) <= relative * truth
  }

  @Test(
    "Kolmogorov–Smirnov is accurate far into the tail",
    arguments: [
      (10, 0.15, 0.7487190399999999, 4e-3), (10, 0.6, 0.00011761597734374992, 1e-12),
      (100, 0.05, 0.9063568398670332, 2e-4), (100, 0.2, 0.0003665614428891786, 1e-6),
      (100, 0.3, 9.40261488804714e-09, 1e-6), (1000, 0.02, 0.7866588536437709, 3e-5),
      (1000, 0.05, 0.011762929678959175, 1e-6), (1000, 0.1, 3.0271893459937926e-09, 1e-6),
      (20000, 0.02, 2.131049953930421e-07, 1e-6), (1000, 0.01, 0.9998565597923507, 2e-5),
    ])
  func kolmogorovSmirnovIsAccurateFarIntoTheTail(
    _ count: Int, _ shift: Double, _ truth: Double, _ relative: Double
  ) {
    let samples = (0..<count).map { (Double($0) + 0.5) / Double(count) + shift }
    let fit = kolmogorovSmirnov(samples) { min($0, 1) }
    #expect(abs(fit.statistic - (shift + 0.5 / Double(count))) < 1e-12)
    #expect(close(fit.pValue, truth, relative: relative), "\(fit)")
  }

  @Test(
    "Two equal sets are compared exactly",
    arguments: [
      (10, 7, 0.012340600575894691), (100, 42, 2.749465483696122e-08),
      (500, 180, 3.524517188228115e-29), (1000, 140, 5.822752148022591e-09),
    ])
  func twoEqualSetsAreComparedExactly(_ count: Int, _ steps: Int, _ truth: Double) {
    let first = (0..<count).map { Double($0) }
    let second = first.map { $0 + Double(steps) - 0.5 }
    let fit = twoSampleKolmogorovSmirnov(first, second)
    #expect(fit.statistic == Double(steps) / Double(count))
    #expect(close(fit.pValue, truth, relative: 1e-9), "\(fit)")
  }

  @Test("Two unequal sets are compared by the limit law")
  func twoUnequalSetsAreComparedByTheLimitLaw() {
    let first = (0..<100).map { Double($0) / 100 }
    let second = (0..<150).map { Double($0) / 150 + 0.2003 }
    let fit = twoSampleKolmogorovSmirnov(first, second)
    #expect(abs(fit.statistic - 0.21) < 1e-12)
    #expect(close(fit.pValue, 0.008948774814873283, relative: 0.15))
  }

  @Test(
    "Anderson–Darling follows its limit law",
    arguments: [
      (200, 1.05, 0.20084237522553394, 0.99018101122),
      (200, 1.2, 2.804823418581975, 0.0344223666992),
      (200, 1.5, 14.563455216269574, 1.19836409048e-7),
      (200, 1.9, 38.538477321920936, 2.87032227148e-18),
      (1000, 1.3, 29.50090591804701, 2.75642582434e-14),
    ])
  func andersonDarlingFollowsItsLimitLaw(
    _ count: Int, _ power: Double, _ statistic: Double, _ truth: Double
  ) {
    let samples = (0..<count).map { pow((Double($0) + 0.5) / Double(count), power) }
    let fit = andersonDarling(samples) { $0 }
    #expect(abs(fit.statistic - statistic) < 1e-10)
    #expect(close(fit.pValue, truth, relative: 1e-9), "\(fit)")
  }

  @Test("Chi-squared and dispersion match") func chiSquaredAndDispersionMatch() throws {
    let uniform = try #require(
      chiSquared(
        observed: [18, 25, 40, 60, 57], expected: [Double](repeating: 40, count: 5)))
    #expect(abs(uniform.statistic - 34.95) < 1e-12)
    #expect(close(uniform.pValue, 4.75650958021e-7, relative: 1e-10))
    let far = try #require(
      chiSquared(
        observed: [100, 200, 300, 400], expected: [Double](repeating: 250, count: 4)))
    #expect(close(far.pValue, 4.21854110719e-43, relative: 1e-10))
    let wide = try #require(poissonDispersion(counts: [3, 5, 4, 6, 30]))
    #expect(close(wide.pValue, 7.47968387634e-11, relative: 1e-10))
    let narrow = try #require(
      poissonDispersion(counts: (0..<40).map { $0 < 20 ? 100 : 101 }))
    #expect(close(narrow.pValue, 1.36539959813e-43, relative: 1e-10))
  }

  @Test("Impossibly bad fits give zero and not a crash")
  func impossiblyBadFitsGiveZeroAndNotACrash() {
    #expect(
      chiSquared(observed: [1_000_000, 0, 0], expected: [1, 499_999.5, 499_999.5], pooledTo: 1)?
        .pValue == 0)
    #expect(andersonDarling([0, 0.5]) { $0 }.pValue == 0)
    #expect(kolmogorovSmirnov([0, 0, 0]) { $0 }.pValue == 0)
    #expect(standardErrors(.infinity).pValue == 0)
    #expect(standardErrors(.nan).pValue == 0)
  }

  @Test("Z tests are two-sided") func zTestsAreTwoSided() throws {
    let fit = try #require(meanTest([1, 2, 3, 4], mean: 0, standardDeviation: 1))
    #expect(fit.statistic == 5)
    #expect(close(fit.pValue, 5.733031437583878e-7, relative: 1e-12))
    #expect(standardErrors(-5).pValue == fit.pValue)
  }
}
