// SPDX-License-Identifier: GPL-3.0-or-later

import Randomness
import Testing

@Suite struct RegularizedGammaTests {
  /// (a, x, Q, P) as `Tests/Goldens/gamma_goldens.py` prints them.
  private static let goldens: [(a: Double, x: Double, upper: Double, lower: Double)] = [
    (100_000, 97470.1778718653, 0.9999999999999997, 3.5899904413646246e-16),
    (100_000, 99936.75444679664, 0.5788639463313695, 0.42113605366863044),
    (100_000, 100000.0, 0.4995794778896348, 0.5004205221103651),
    (100_000, 102529.8221281347, 1.0561434323529743e-15, 0.9999999999999989),
    (1_000_000, 992000.0, 0.9999999999999994, 5.24012281543083e-16),
    (1_000_000, 998500.0, 0.9332468271683901, 0.06675317283160988),
    (1_000_000, 1000000.0, 0.4998670192391274, 0.5001329807608725),
    (1_000_000, 1003000.0, 0.0013617406462175915, 0.9986382593537824),
    (1_000_000, 1008000.0, 7.370278579605256e-16, 0.9999999999999992),
    (25_000_000, 24960000.0, 0.9999999999999994, 6.012096763751243e-16),
    (25_000_000, 25015000.0, 0.0013522626589392232, 0.9986477373410608),
    (25_000_000, 25040000.0, 6.4365530997079e-16, 0.9999999999999993),
  ]

  @Test("Both tails of large shapes are those of the series in 40 digits")
  func bothTailsOfLargeShapes() {
    for golden in Self.goldens {
      let upper = RegularizedGamma.upper(golden.a, golden.x)
      let lower = RegularizedGamma.lower(golden.a, golden.x)
      #expect(abs(upper / golden.upper - 1) < 1e-9, "Q(\(golden.a), \(golden.x)) = \(upper)")
      #expect(abs(lower / golden.lower - 1) < 1e-9, "P(\(golden.a), \(golden.x)) = \(lower)")
    }
  }

  @Test("Tails of a Poisson law of a million spikes do not end the process")
  func tailsOfPoissonLaw() {
    let law = PoissonLaw(mean: 1_001_500)
    let sum = law.cumulativeProbability(upTo: 999_999) + law.tailProbability(above: 999_999)
    #expect(abs(sum - 1) < 1e-12)
  }
}
