// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Randomness
import SpikeTrains
import Testing

/// Sums of exponentials over the arrivals are those over the times of the trains.
@Suite struct GrowthSumTests {
  private struct Sums: Equatable {
    var counts: [UInt32]
    var slow: [Double]
    var fast: [Double]

    init(of arrivals: Arrivals, rates: (slow: Double, fast: Double), duration: Double) {
      let neurons = arrivals.neurons.count
      counts = [UInt32](repeating: 77, count: neurons)
      slow = [Double](repeating: .nan, count: neurons)
      fast = slow
      arrivals.growthSums(
        rates: rates, windowDuration: duration, counts: &counts, slow: &slow, fast: &fast)
    }
  }

  private func arrivals(_ logRates: [Float], neurons: Identities) throws -> Arrivals {
    try Arrivals(
      logRates: logRates, trials: .consecutive(3..<4), neurons: neurons, seed: SeedSequence(9),
      purpose: .training, window: 4)
  }

  @Test(
    "They are those over the times", arguments: [(0.9, 9.0), (9.0, 150.0), (30.0, 2000.0)],
    [1, 31, 1500])
  func times(rates: (slow: Double, fast: Double), neurons: Int) throws {
    let duration = 0.01
    var logRates = RateGrid.mixed(count: neurons, seed: 3, largest: 4)
    for place in stride(from: 0, to: neurons, by: 9) { logRates[place] = -.infinity }
    for place in stride(from: 600, to: neurons, by: 1) { logRates[place] = 0.5 }
    let all = try arrivals(logRates, neurons: .consecutive(20..<20 + neurons))
    let sums = Sums(of: all, rates: rates, duration: duration)
    let trains = try all.trains(windowDuration: duration)
    #expect(sums.counts == trains.counts)
    var position = 0
    for (neuron, count) in trains.counts.enumerated() {
      let times = trains.times[position..<position + Int(count)]
      position += Int(count)
      let expected = times.reduce(into: (0.0, 0.0)) {
        $0.0 += exp($1 * rates.slow)
        $0.1 += exp($1 * rates.fast)
      }
      #expect(abs(sums.slow[neuron] - expected.0) <= 2e-15 * expected.0)
      #expect(abs(sums.fast[neuron] - expected.1) <= 4e-15 * expected.1)
    }
    #expect(neurons < 1000 || trains.counts.contains { $0 > 20 })
  }

  @Test("They do not depend on the instruction set, nor on who else is asked")
  func bits() throws {
    let logRates = RateGrid.mixed(count: 700, seed: 8, largest: 3)
    var all = try arrivals(logRates, neurons: .consecutive(0..<700))
    let sums = Sums(of: all, rates: (100, 2000), duration: 1e-4)
    for set in InstructionSet.allCases where set.isSupported {
      all.instructionSet = set
      #expect(Sums(of: all, rates: (100, 2000), duration: 1e-4) == sums)
    }
    let chosen = [699, 3, 17, 350]
    let some = Sums(
      of: try arrivals(chosen.map { logRates[$0] }, neurons: .chosen(chosen)), rates: (100, 2000),
      duration: 1e-4)
    #expect(some.slow == chosen.map { sums.slow[$0] } && some.fast == chosen.map { sums.fast[$0] })
  }
}
