// SPDX-License-Identifier: GPL-3.0-or-later

import Evaluation
import Randomness
import Testing

@Suite("Bootstrap")
struct BootstrapTests {
  static let statistics: [String: @Sendable ([Double]) -> Double] = [
    "mean": { $0.reduce(0, +) / Double($0.count) },
    "median": {
      let sorted = $0.sorted()
      return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    },
  ]

  @Test("Intervals and errors from the same replicates are SciPy's", arguments: ["mean", "median"])
  func golden(name: String) throws {
    let golden = try EvaluationGoldens.read().bootstrap
    let expected = try #require(golden.found.first { $0.statistic == name })
    let statistic = try #require(Self.statistics[name])
    let own = Bootstrap(
      of: golden.data, resamples: 10, seed: SeedSequence(1), threads: 1, statistic: statistic)
    #expect(abs(own.estimate - expected.estimate) < 1e-12)
    let found = Bootstrap(
      estimate: own.estimate, replicates: expected.replicates, jackknife: own.jackknife)
    func ends(_ interval: ClosedRange<Double>?) throws -> [Double] {
      let interval = try #require(interval)
      return [interval.lowerBound, interval.upperBound]
    }
    #expect(
      agree(try ends(found.percentileInterval(level: 0.9)), expected.percentile, within: 1e-12))
    #expect(agree(try ends(found.bcaInterval(level: 0.9)), expected.bca, within: 1e-9))
    #expect(abs(try #require(found.standardError) - expected.standardError) < 1e-12)
    #expect(agree(try ends(found.studentInterval(level: 0.99)), expected.student, within: 1e-9))
  }

  @Test("The standard error of a mean is that of the formula, whatever the threads")
  func standardError() throws {
    let data = [0.1, 0.4, 0.2, 0.9, 0.3]
    func bootstrap(threads: Int, seed: UInt64 = 5) -> Bootstrap {
      Bootstrap(of: data, resamples: 20_000, seed: SeedSequence(seed), threads: threads) {
        $0.reduce(0, +) / Double($0.count)
      }
    }
    let found = bootstrap(threads: 1)
    #expect(found.replicates == bootstrap(threads: 3).replicates)
    #expect(found.replicates != bootstrap(threads: 1, seed: 6).replicates)
    let mean = 0.38
    let exact = (data.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 25).squareRoot()
    // Relative spread of a standard deviation from 20,000 near-normal draws: 0.005; five of it.
    #expect(abs(try #require(found.standardError) / exact - 1) < 0.025)
  }

  @Test("Half of the published errors is 4.604 standard errors of five seeds")
  func student() throws {
    let found = Bootstrap(
      estimate: 1, replicates: [0, 2, 0, 2], jackknife: [Double](repeating: 1, count: 5))
    let half = try #require(found.studentInterval(level: 0.99)).upperBound - 1
    #expect(abs(half / (4.0 / 3).squareRoot() - 4.604095) < 1e-6)
  }

  @Test("Ninety of a hundred intervals of level 0.9 hold the truth")
  func coverage() throws {
    // 400 samples of 25 exponentials; the mean of such few skewed data is covered a little less: 0.87 ± 5 · 0.017.
    var covered = (percentile: 0, bca: 0)
    for sample in 0..<400 {
      var generator = SeedSequence(3).generator(for: "sample", sample)
      let data = (0..<25).map { _ in generator.exponential() }
      let found = Bootstrap(of: data, resamples: 400, seed: SeedSequence(3), threads: 2) {
        $0.reduce(0, +) / Double($0.count)
      }
      if try #require(found.percentileInterval(level: 0.9)).contains(1) { covered.percentile += 1 }
      if try #require(found.bcaInterval(level: 0.9)).contains(1) { covered.bca += 1 }
    }
    #expect(covered.bca > 314 && covered.bca < 382, "\(covered)")
    #expect(covered.percentile > 306 && covered.percentile < 382, "\(covered)")
  }

  @Test("Undefined intervals are nil")
  func undefined() {
    let one = Bootstrap(of: [1.0], resamples: 5, seed: SeedSequence(1), threads: 1) { $0[0] }
    #expect(one.bcaInterval(level: 0.9) == nil && one.studentInterval(level: 0.9) == nil)
    let same = Bootstrap(of: [2.0, 2], resamples: 5, seed: SeedSequence(1), threads: 1) { $0[0] }
    #expect(same.bcaInterval(level: 0.9) == nil)
    #expect(same.percentileInterval(level: 0.9) == 2...2)
    for stray in [Double.nan, .infinity] {
      let lame = Bootstrap(estimate: 1, replicates: [0, 2, stray], jackknife: [1, 2, 3])
      #expect(lame.percentileInterval(level: 0.9) == nil)
      #expect(lame.studentInterval(level: 0.9) == nil)
    }
  }
}
