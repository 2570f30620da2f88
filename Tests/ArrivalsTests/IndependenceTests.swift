// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import InterspikeTesting
import Randomness
import SpikeTrains
import Testing

@Suite struct IndependenceTests {
  static let rate = 3.0
  static let logRate = Float(log(rate))
  static var exactRate: Double { exp(Double(logRate)) }

  private func counts(
    trials: Identities, neurons: Identities, seed: UInt64 = 41, window: Int = 0
  ) throws -> SpikeCounts {
    try Arrivals(
      logRates: [Float](repeating: Self.logRate, count: trials.count * neurons.count),
      trials: trials, neurons: neurons, seed: SeedSequence(seed), purpose: "independence",
      window: window
    ).counts()
  }

  private func square(seed: UInt64 = 41, window: Int = 0, firstTrial: Int = 0) throws -> [Int] {
    try counts(
      trials: .consecutive(firstTrial..<firstTrial + 700), neurons: .consecutive(0..<700),
      seed: seed, window: window
    ).values
  }

  @Test("Adjacent neurons, trials, windows and seeds are uncorrelated")
  func adjacentNeuronsTrialsWindows() throws {
    let here = try square()
    let pairs = try [
      ("neurons", here, Array(here.dropFirst()) + [here[0]]),
      ("trials", here, square(firstTrial: 1)),
      ("windows", here, square(window: 1)),
      ("seeds", here, square(seed: 42)),
    ]
    for (what, first, second) in pairs {
      expectLaw(countCorrelation(first, second, rate: Self.exactRate), "adjacent \(what)")
    }
    expectBroken(countCorrelation(here, here, rate: Self.exactRate), "a seed used twice")
  }

  @Test("Numbers that differ in one bit are uncorrelated") func numbersThatDifferInOne() throws {
    for bit in 0..<32 {
      let other = 1 << bit
      let neurons = try counts(
        trials: .consecutive(0..<30_000), neurons: .chosen([5, 5 ^ other]))
      expectLaw(
        countCorrelation(neurons.counts(of: 0), neurons.counts(of: 1), rate: Self.exactRate),
        "neurons that differ in bit \(bit)")
      let trials = try counts(trials: .chosen([5, 5 ^ other]), neurons: .consecutive(0..<30_000))
      expectLaw(
        countCorrelation(
          Array(trials.values.prefix(30_000)), Array(trials.values.suffix(30_000)),
          rate: Self.exactRate), "trials that differ in bit \(bit)")
    }
    let first = try counts(trials: .consecutive(0..<200), neurons: .consecutive(0..<200)).values
    for bit in 0..<64 {
      let second = try counts(
        trials: .consecutive(0..<200), neurons: .consecutive(0..<200), seed: 41 ^ (1 << bit)
      ).values
      expectLaw(
        countCorrelation(first, second, rate: Self.exactRate), "seeds that differ in bit \(bit)")
    }
    for bit in 0..<32 {
      let second = try counts(
        trials: .consecutive(0..<200), neurons: .consecutive(0..<200), window: 1 << bit
      ).values
      expectLaw(
        countCorrelation(first, second, rate: Self.exactRate), "windows that differ in bit \(bit)")
    }
  }

  @Test("Ten thousand pairs of neurons scatter as independent ones do")
  func tenThousandPairsOfNeurons() throws {
    let trials = 400
    let drawn = try counts(trials: .consecutive(0..<trials), neurons: .consecutive(0..<10_001))
    var sums = [Double](repeating: 0, count: 10_000)
    for trial in 0..<trials {
      for pair in 0..<10_000 {
        sums[pair] +=
          (Double(drawn[trial, pair]) - Self.exactRate)
          * (Double(drawn[trial, pair + 1]) - Self.exactRate)
      }
    }
    let scores = sums.map { $0 / (Self.exactRate * Double(trials).squareRoot()) }
    expectLaw(meanTest(scores, mean: 0, standardDeviation: 1), "mean correlation of pairs")
    expectLaw(meanTest(scores.map { $0 * $0 }, mean: 1), "scatter of correlations of pairs")
  }

  @Test("The first and last spikes of neighbours do not know of each other")
  func firstAndLastSpikes() throws {
    // Counts can be uncorrelated where times are not: compare first arrivals of adjacent neurons.
    let drawn = try Arrivals(
      logRates: [Float](repeating: 1.5, count: 500_000), trials: .consecutive(0..<1000),
      neurons: .consecutive(0..<500), seed: SeedSequence(43), purpose: "independence"
    ).trains(windowDuration: 1)
    var first: [Double] = []
    var position = 0
    for count in drawn.counts.map(Int.init) {
      first.append(count > 0 ? drawn.times[position] : 1)
      position += count
    }
    let ranks = first.map { exp(-exp(1.5) * $0) }
    let mean = ranks.reduce(0, +) / Double(ranks.count)
    let products = zip(ranks, ranks.dropFirst()).map { ($0 - mean) * ($1 - mean) }
    expectLaw(meanTest(products, mean: 0), "first arrivals of adjacent neurons")
  }
}
