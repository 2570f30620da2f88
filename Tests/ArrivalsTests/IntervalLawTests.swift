// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import InterspikeTesting
import Randomness
import SpikeTrains
import Testing

@Suite struct IntervalLawTests {
  static let sizes: [(Double, Int)] = [(0.01, 2000), (0.3, 800), (5, 250), (100, 60), (1e4, 7)]

  @Test("Intervals are exponential and forget each other", arguments: sizes)
  func intervalsAreExponentialAndForget(rate: Double, side: Int) throws {
    let observation = try PoissonObservation(rate: rate, side: side, seed: 21)
    expectLaw(observation.intervalLaw, "intervals at rate \(rate)")
    expectLaw(observation.intervalTails, "interval tails at rate \(rate)")
    for lag in 1...5 {
      expectLaw(observation.serialCorrelation(lag: lag), "lag \(lag) at rate \(rate)")
    }
    let intervals = observation.scaledIntervals
    let squares = intervals.map { ($0 - 1) * ($0 - 1) }
    expectLaw(meanTest(squares, mean: 1), "CV² of intervals at rate \(rate)")
  }

  @Test("First arrivals are exponential and all arrivals uniform in the window", arguments: sizes)
  func firstArrivalsAreExponential(
    rate: Double, side: Int
  ) throws {
    let observation = try PoissonObservation(rate: rate, side: side, seed: 22)
    expectLaw(observation.firstArrivalLaw, "first arrivals at rate \(rate)")
    expectLaw(observation.uniformity, "uniformity at rate \(rate)")
    #expect(observation.times.allSatisfy { $0 >= 0 && $0 < 1 })
  }

  @Test("A neuron of one spike in a thousand seconds still fires after eleven days")
  func neuronOfOneSpike() {
    let population = PoissonPopulation(rates: [0.001])
    let times = population.spikes(in: 0..<1e6, seed: 9).map(\.time)
    expectLaw(poissonTotal(times.count, mean: 1000), "spikes in 1e6 s")
    let intervals = zip(times.dropFirst(), times).map { ($0 - $1) / 1000 }
    expectLaw(kolmogorovSmirnov(intervals) { -expm1(-$0) }, "intervals of a slow neuron")
    expectLaw(andersonDarling(intervals) { -expm1(-$0) }, "interval tails of a slow neuron")
    expectLaw(kolmogorovSmirnov(times) { $0 / 1e6 }, "times of a slow neuron")
    #expect(times.last ?? 0 > 0.98e6)
  }

  @Test("A window's length does not show in a population's intervals") func windowSLength() {
    for duration in [0.001, 0.037, 1, 20] {
      let population = PoissonPopulation(rates: [200], windowDuration: duration)
      let times = population.spikes(in: 0..<100, seed: 4).map(\.time)
      let intervals = zip(times.dropFirst(), times).map { ($0 - $1) * 200 }
      expectLaw(kolmogorovSmirnov(intervals) { -expm1(-$0) }, "windows of \(duration) s")
      expectLaw(andersonDarling(intervals) { -expm1(-$0) }, "tails, windows of \(duration) s")
      expectLaw(
        kolmogorovSmirnov(times.map { ($0 / duration).truncatingRemainder(dividingBy: 1) }) { $0 },
        "phases in windows of \(duration) s")
    }
  }
}
