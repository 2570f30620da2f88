// SPDX-License-Identifier: GPL-3.0-or-later

import Randomness
import Testing

@Suite struct RegularizedGammaTests {
  /// (a, x, Q, P) of scipy 1.17.1, `gammaincc` and `gammainc`.
  private static let goldens: [(a: Double, x: Double, upper: Double, lower: Double)] = [
    (100_000, 97470.1778718653, 0.9999999999999997, 3.5899904413646255e-16),
    (100_000, 99936.75444679664, 0.5788639463313695, 0.42113605366863044),
    (100_000, 100_000, 0.4995794778896348, 0.5004205221103651),
    (100_000, 102529.8221281347, 1.0561434323529717e-15, 0.9999999999999989),
    (1_000_000, 992_000, 0.9999999999999994, 5.240122755715965e-16),
    (1_000_000, 998_500, 0.9332468271683901, 0.06675317283160982),
    (1_000_000, 1_000_000, 0.4998670192391274, 0.5001329807608725),
    (1_000_000, 1_003_000, 0.0013617406462175913, 0.9986382593537825),
    (1_000_000, 1_008_000, 7.370278579605221e-16, 0.9999999999999992),
    (25_000_000, 24_960_000, 0.9999999999999994, 5.797262580803019e-16),
    (25_000_000, 25_015_000, 0.0013522626589392251, 0.9986477373410607),
    (25_000_000, 25_040_000, 6.436553099707895e-16, 0.9999999999999993),
  ]

  @Test func `both tails of large shapes are scipy's`() {
    for golden in Self.goldens {
      let upper = RegularizedGamma.upper(golden.a, golden.x)
      let lower = RegularizedGamma.lower(golden.a, golden.x)
      #expect(abs(upper / golden.upper - 1) < 1e-9, "Q(\(golden.a), \(golden.x)) = \(upper)")
      #expect(abs(lower / golden.lower - 1) < 1e-9, "P(\(golden.a), \(golden.x)) = \(lower)")
    }
  }

  @Test func `tails of a Poisson law of a million spikes do not end the process`() {
    let law = PoissonLaw(mean: 1_001_500)
    let sum = law.cumulativeProbability(upTo: 999_999) + law.tailProbability(above: 999_999)
    #expect(abs(sum - 1) < 1e-12)
  }
}
