// SPDX-License-Identifier: GPL-3.0-or-later

import InterspikeTesting
import Randomness
import Testing

@Suite struct RandomGeneratorTests {
  @Test(
    "Every named generator gives uniforms and repeats under a seed",
    arguments: ["philox4x32-10", "mt19937", "ranlxd2", "taus2", "gfsr4"])
  func everyNamedGeneratorGivesUniforms(name: String) throws {
    var first = try RandomGenerator(algorithm: name, seed: 3)
    var second = try RandomGenerator(algorithm: name, seed: 3)
    var other = try RandomGenerator(algorithm: name, seed: 4)
    let samples = (0..<20_000).map { _ in first.uniform() }
    #expect(samples == (0..<20_000).map { _ in second.uniform() })
    #expect(samples != (0..<20_000).map { _ in other.uniform() })
    // One of about 60 tests of this suite: family-wise 1e-6.
    #expect(kolmogorovSmirnov(samples) { min(max($0, 0), 1) }.pValue > 1e-8)
    #expect(first.algorithm == name)
  }

  @Test("An unknown generator is refused by name") func unknownGeneratorIsRefused() {
    #expect(throws: RandomGeneratorError.self) {
      _ = try RandomGenerator(algorithm: "mersenne", seed: 1)
    }
  }

  @Test("Seeds that GSL would confuse give different streams") func seedsThatGSLWouldConfuse()
    throws
  {
    var zero = try RandomGenerator(algorithm: "mt19937", seed: 0)
    var default4357 = try RandomGenerator(algorithm: "mt19937", seed: 4357)
    var wrapped = try RandomGenerator(algorithm: "mt19937", seed: 1 << 32)
    let draws = [zero.bits(), default4357.bits(), wrapped.bits()]
    #expect(Set(draws).count == 3)
  }

  @Test("Permutations hold every index once and move most") func permutationsHoldEveryIndexOnce() {
    var generator = SeedSequence(1).generator(for: .shuffle)
    let order = generator.permutation(count: 1000)
    #expect(order.sorted() == Array(0..<1000))
    #expect(zip(order, 0...).count { $0 == $1 } < 20)
  }

  @Test("Poisson quantiles are those of the published table") func poissonQuantilesAreThose() {
    // The largest number of draws that the published sampler uses: Poisson(λ).ppf(1 − p).
    #expect(PoissonLaw(mean: 0.5).quantile(tail: 1e-3) == 4)
    #expect(PoissonLaw(mean: 20).quantile(tail: 1e-3) == 35)
    #expect(PoissonLaw(mean: 200).quantile(tail: 1e-5) == 263)
    #expect(PoissonLaw(mean: 0).quantile(tail: 1e-5) == 0)
    #expect(PoissonLaw(mean: 1e-6).quantile(tail: 1e-3) == 0)
  }
}
