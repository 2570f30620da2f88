// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Randomness
import Testing

@Suite struct PoissonLawTests {
  @Test(arguments: [0, 1e-300, 1e-6, 0.1, 1, 9.99, 30, 148, 1e4])
  func `probabilities and both tails agree with each other`(mean: Double) {
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

  @Test(arguments: [1e-3, 1e-5, 1e-6])
  func `quantiles are the smallest counts with so small a tail`(tail: Double) {
    for mean in [0.01, 0.1, 0.5, 1, 2, 5, 10, 20, 50, 100, 148.41, 200] {
      let law = PoissonLaw(mean: mean)
      let quantile = law.quantile(tail: tail)
      #expect(law.tailProbability(above: quantile) <= tail)
      #expect(law.tailProbability(above: quantile - 1) > tail)
    }
  }

  @Test func `quantiles are those of the published table`() {
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
}
