// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import InterspikeTesting
import Randomness
import SpikeTrains
import Testing

@Suite struct CountLawTests {
  /// Rates with the side of the array of windows.
  static let sizes: [(Double, Int)] = [
    (1e-3, 2000), (0.1, 1000), (0.5, 1000), (1, 1000), (3, 1000), (9.99, 700), (10, 700),
    (30, 500), (1e2, 400), (1e3, 150), (1e4, 50),
  ]

  @Test("Counts have the Poisson law, its mean and its dispersion", arguments: sizes)
  func countsHavePoissonLaw(rate: Double, side: Int) throws {
    let observation = try PoissonObservation(rate: rate, side: side, seed: 11)
    expectLaw(observation.countLaw, "χ² of counts at rate \(rate)")
    expectLaw(observation.countDispersion, "dispersion at rate \(rate)")
    expectLaw(observation.totalLaw, "total at rate \(rate)")
  }

  @Test("One spike in a million windows is expected, and comes") func oneSpikeInMillionWindows()
    throws
  {
    let neurons = 1_000_000
    let logRate = Float(log(1e-6))
    var total = 0
    for window in 0..<20 {
      total += try Arrivals(
        logRates: [Float](repeating: logRate, count: neurons), trials: .consecutive(0..<1),
        neurons: .consecutive(0..<neurons), seed: SeedSequence(3), purpose: "laws", window: window
      ).counts().total
    }
    expectLaw(poissonTotal(total, mean: 20 * exp(Double(logRate)) * 1e6), "total at rate 1e-6")
    #expect(total > 0)
  }

  @Test("Many neurons together are one faster Poisson neuron") func manyNeuronsTogetherAreOne()
    throws
  {
    let units = 10
    let trials = 50_000
    let arrivals = try Arrivals(
      logRates: [Float](repeating: log(0.3), count: trials * units),
      trials: .consecutive(0..<trials), neurons: .consecutive(0..<units), seed: SeedSequence(5),
      purpose: "superposition")
    let drawn = try arrivals.trains(windowDuration: 1)
    var merged: [Double] = []
    var counts: [Int] = []
    var position = 0
    for trial in 0..<trials {
      let count = Int(drawn.counts[trial * units..<(trial + 1) * units].reduce(0, +))
      merged += drawn.times[position..<position + count].sorted()
      counts.append(count)
      position += count
    }
    let together = PoissonObservation(
      rate: 10 * exp(Double(Float(log(0.3)))), counts: counts, times: merged)
    expectLaw(together.countLaw, "counts of ten neurons")
    expectLaw(together.intervalLaw, "intervals of ten neurons")
    expectLaw(together.intervalTails, "interval tails of ten neurons")
    expectLaw(together.serialCorrelation(lag: 1), "serial correlation of ten neurons")
  }
}
