// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import InterspikeTesting
import Randomness
import Testing

@Suite struct VariateLawTests {
  /// One family for the rooms Randomness, Arrivals and Distributions.
  static let family = FamilyWise(alpha: 1e-6, tests: 2000)
  static let draws = 100_000

  private func samples(
    _ name: Purpose, _ draw: (inout RandomGenerator) -> Double
  ) -> [Double] {
    var generator = SeedSequence(3).generator(for: name)
    return (0..<Self.draws).map { _ in draw(&generator) }
  }

  private func expectLaw(
    _ samples: [Double], _ what: String, sourceLocation: SourceLocation = #_sourceLocation,
    cdf: (Double) -> Double
  ) {
    for fit in [kolmogorovSmirnov(samples, cdf: cdf), andersonDarling(samples, cdf: cdf)] {
      #expect(Self.family.accepts(fit), "\(what): \(fit)", sourceLocation: sourceLocation)
    }
  }

  @Test("Uniform variates fill their range evenly") func uniformVariatesFillTheirRange() {
    expectLaw(samples("uniform") { $0.uniform() }, "uniform") { $0 }
    expectLaw(samples("range") { $0.uniform(in: -2..<6) }, "uniform in a range") { ($0 + 2) / 8 }
  }

  @Test("Normal variates have their mean and deviation") func normalVariatesHaveTheirMean() {
    let values = samples("normal") { $0.normal(mean: 1, standardDeviation: 3) }
    expectLaw(values, "normal") { 0.5 * erfc(-($0 - 1) / (3 * (2.0).squareRoot())) }
    // The control: one per cent of deviation is noticed.
    let wrong = andersonDarling(values) { 0.5 * erfc(-($0 - 1) / (3.1 * (2.0).squareRoot())) }
    #expect(!Self.family.accepts(wrong))
  }

  @Test("Exponential and Laplace variates have their scale") func exponentialAndLaplaceVariates() {
    expectLaw(samples("exponential") { $0.exponential(mean: 2) }, "exponential") { -expm1(-$0 / 2) }
    expectLaw(samples("laplace") { $0.laplace(scale: 0.5) }, "Laplace") { x in
      x < 0 ? 0.5 * exp(2 * x) : 1 - 0.5 * exp(-2 * x)
    }
  }

  @Test("Gamma and Gumbel variates have their shape") func gammaAndGumbelVariates() {
    // Of whole shape 3: the waiting time for three arrivals.
    expectLaw(samples("gamma") { $0.gamma(shape: 3, scale: 2) }, "gamma") { x in
      let y = x / 2
      return min(1, max(0, 1 - exp(-y) * (1 + y + y * y / 2)))
    }
    expectLaw(samples("gumbel") { $0.gumbel() }, "Gumbel") { exp(-exp(-$0)) }
  }

  @Test("Integers below a bound are equally likely", arguments: [1, 2, 10, 1000])
  func integersBelowBoundAreEqually(bound: Int) throws {
    var observed = [Int](repeating: 0, count: bound)
    var generator = SeedSequence(3).generator(for: "integers", bound)
    for _ in 0..<Self.draws { observed[generator.integer(below: bound)] += 1 }
    guard bound > 1 else {
      #expect(observed == [Self.draws])
      return
    }
    let expected = [Double](repeating: Double(Self.draws) / Double(bound), count: bound)
    let fit = try #require(chiSquared(observed: observed, expected: expected, pooledTo: 50))
    #expect(Self.family.accepts(fit), "\(fit)")
  }

  @Test("All orders of four are equally likely") func allOrdersOfFour() throws {
    var observed = [Int](repeating: 0, count: 256)
    var generator = SeedSequence(3).generator(for: "orders")
    for _ in 0..<48_000 {
      let order = generator.permutation(count: 4)
      observed[order.reduce(0) { 4 * $0 + $1 }] += 1
    }
    let seen = observed.filter { $0 > 0 }
    #expect(seen.count == 24)
    let fit = try #require(
      chiSquared(observed: seen, expected: [Double](repeating: 2000, count: seen.count)))
    #expect(Self.family.accepts(fit), "\(fit)")
  }

  @Test("Streams of neighbouring indices and seeds are uncorrelated")
  func streamsOfNeighboringIndices() throws {
    func normals(_ seed: UInt64, _ first: Int, _ second: Int) -> [Double] {
      var generator = SeedSequence(seed).generator(for: "neighbours", first, second)
      return (0..<20_000).map { _ in generator.normal() }
    }
    let here = normals(5, 8, 8)
    let others =
      [normals(6, 8, 8)] + (0..<32).map { normals(5, 8 ^ (1 << $0), 8) }
      + (0..<32).map { normals(5, 8, 8 ^ (1 << $0)) }
      + (0..<64).map { normals(5 ^ (1 << $0), 8, 8) }
    for other in others {
      let fit = try #require(meanTest(zip(here, other).map { $0 * $1 }, mean: 0))
      #expect(Self.family.accepts(fit), "\(fit)")
    }
  }
}
