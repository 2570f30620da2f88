// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Randomness
import Testing

@Suite struct PoissonLawTests {
  @Test(
    "Probabilities and both tails agree with each other",
    arguments: [0, 1e-300, 1e-6, 0.1, 1, 9.99, 30, 148, 1e4])
  func probabilitiesAndBothTailsAgree(mean: Double) {
    let law = PoissonLaw(mean: mean)
    let last = Int(mean + 12 * mean.squareRoot()) + 20
    var sum = 0.0
    for count in 0...last {
      sum += law.probability(of: count)
      #expect(abs(sum - law.cumulativeProbability(upTo: count)) < 1e-10)
      #expect(
        abs(law.cumulativeProbability(upTo: count) + law.tailProbability(above: count) - 1) < 1e-12)
    }
    #expect(abs(sum - 1) < 1e-9)
    #expect(law.probability(of: -1) == 0)
    #expect(law.cumulativeProbability(upTo: -1) == 0)
    #expect(law.tailProbability(above: -1) == 1)
  }

  @Test("Quantiles are the smallest counts with so small a tail", arguments: [1e-3, 1e-5, 1e-6])
  func quantilesAreSmallestCounts(tail: Double) {
    for mean in [0.01, 0.1, 0.5, 1, 2, 5, 10, 20, 50, 100, 148.41, 200] {
      let law = PoissonLaw(mean: mean)
      let quantile = law.quantile(tail: tail)
      #expect(law.tailProbability(above: quantile) <= tail)
      #expect(law.tailProbability(above: quantile - 1) > tail)
    }
  }

  @Test("Quantiles are those of the published table") func quantilesAreThoseOfPublished() {
    let means = [0.01, 0.1, 0.5, 1, 2, 5, 10, 20, 50, 100, 148.41, 200]
    let published: [(Double, [Int])] = [
      (1e-3, [1, 2, 4, 5, 8, 13, 21, 35, 73, 132, 187, 245]),
      (1e-5, [2, 3, 6, 8, 10, 17, 26, 42, 83, 145, 203, 263]),
      (1e-6, [2, 4, 7, 9, 12, 19, 28, 45, 87, 151, 210, 271]),
    ]
    for (tail, row) in published {
      #expect(means.map { PoissonLaw(mean: $0).quantile(tail: tail) } == row)
    }
  }

  /// As `Tests/Goldens/gamma_goldens.py` prints them.
  @Test(
    "Probabilities of large counts are those of 40 digits",
    arguments: [
      (99_999, 100300.0, 0.0008027239887844245),
      (100_000, 100300.0, 0.0008051321607507779),
      (25_000_000, 25015000.0, 8.879658627292639e-07),
      (5_000_000_000, 4999900000.0, 2.075509813004603e-06),
      (5_000_000_000, 5001000000.0, 2.1269956316395736e-49),
    ])
  func probabilitiesOfLargeCounts(
    count: Int, mean: Double, golden: Double
  ) {
    #expect(abs(PoissonLaw(mean: mean).probability(of: count) / golden - 1) < 1e-9)
  }

  @Test("No count and no mean is too large") func noCountAndNoMean() {
    for count in [100_000, 1 << 32, Int.max] {
      #expect(PoissonLaw(mean: 1e-300).probability(of: count) == 0)
      #expect(PoissonLaw(mean: .greatestFiniteMagnitude).probability(of: count) == 0)
    }
    #expect(abs(PoissonLaw(mean: 1e18).probability(of: Int(1e18)) * 2.5066282746310e9 - 1) < 1e-9)
  }
}
