// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import InterspikeTesting
import Randomness
import SpikeTrains
import Testing

/// Rates at the ends of what is legal, and beyond: an exact answer or a typed error, never a hang.
@Suite(.timeLimit(.minutes(1))) struct ProcessDomainTests {
  /// Every process that is made of rates, at one rate.
  private func processes(_ rate: Rate, windowDuration: Double) throws -> [any SpikeProcess] {
    [
      try PoissonPopulation(checking: [rate], windowDuration: windowDuration),
      try SteppedPopulation(borders: [0, 1e6], rates: [[rate]], windowDuration: windowDuration),
      try ThinnedPopulation(
        rates: [BoundedRate(atMost: rate) { _ in rate.hertz }], windowDuration: windowDuration),
      try CorrelatedPopulation(
        neurons: 1, rate: rate, correlation: 0.5, windowDuration: windowDuration),
      try PooledPopulation(rates: [rate], windowDuration: windowDuration),
      try CountedPopulation(rates: [rate], windowDuration: windowDuration),
      EventPopulation(renewing: [try GammaIntervals(rate: rate, shape: 2)]),
      EventPopulation(renewing: [try RefractoryIntervals(driveRate: rate, deadTime: 0)]),
      EventPopulation(sources: [
        try RefractorySuperposition(
          sourceCount: 1, of: RefractoryIntervals(driveRate: rate, deadTime: 1e-6))
      ]),
      EventPopulation(sources: [try ErlangSuperposition(sourceCount: 1, rate: rate, shape: 1)]),
    ]
  }

  private func first(_ process: any SpikeProcess) -> Spike? {
    func open(_ process: some SpikeProcess) -> Spike? {
      process.spikes(in: 0..., seed: 1).first { _ in true }
    }
    return open(process)
  }

  @Test("At 0 Hz nothing comes, and an endless wait for it ends") func at0HzNothingComes() throws {
    for process in try processes(0, windowDuration: 1) {
      #expect(process.raster(in: 0..<100, seed: 1).spikeCount == 0, "\(type(of: process))")
      #expect(first(process) == nil, "\(type(of: process))")
    }
    #expect(try first(PooledPopulation(rates: [])) == nil)
    #expect(first(EventPopulation(renewing: [GammaIntervals]())) == nil)
  }

  @Test("At one spike in a million seconds it comes") func atOneSpikeInMillion() throws {
    for process in try processes(1e-6, windowDuration: 1e5) {
      var total = 0
      for trial in 0..<100 {
        total += process.raster(of: 0..<1, in: 0..<1e6, trial: trial, seed: 3).spikeCount
      }
      // A hundred are expected.
      expectLaw(poissonTotal(total, mean: 100), "\(type(of: process)) at 1e-6 Hz")
    }
  }

  @Test("A million seconds at a thousandth of a hertz") func millionSecondsAtThousandth() throws {
    for process in try processes(1e-3, windowDuration: 1000) {
      let times = process.raster(in: 0..<1e6, seed: 9).times
      // Gamma intervals scatter less; the law of the others holds them too.
      expectLaw(poissonTotal(times.count, mean: 1000), "\(type(of: process)) for 1e6 s")
      expectLaw(kolmogorovSmirnov(times) { $0 / 1e6 }, "times of \(type(of: process))")
      #expect(times.last ?? 0 > 0.98e6)
    }
  }

  @Test("A hundred thousand spikes a second") func hundredThousandSpikesSecond() throws {
    for process in try processes(1e5, windowDuration: 1) {
      let times = process.raster(in: 0..<1, seed: 9).times
      // The superposition is driven at 1e5 Hz and dead for a microsecond.
      let mean = process is EventPopulation<RefractorySuperposition> ? 1e5 / 1.1 : 1e5
      expectLaw(
        standardErrors((Double(times.count) - mean) / mean.squareRoot()),
        "\(type(of: process)) at 1e5 Hz")
      #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
    }
  }

  @Test(
    "No rate is made of what is none",
    arguments: [Double.nan, -1, -0.001, .infinity, -.infinity, 1e12])
  func noRateIsMade(hertz: Double) {
    let error = #expect(throws: RateError.self) { try Rate(hertz: hertz) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("\(hertz)"))
  }

  @Test("Rates too fast for their windows are refused, with the window that would do")
  func ratesTooFastForTheir() throws {
    let sentence = #expect(throws: SpikeProcessError.self) {
      try PoissonPopulation(checking: [5, 1e9])
    }
    #expect("\(try #require(sentence))".contains("neuron 1"))
    #expect("\(try #require(sentence))".contains("at most 0.001 s"))
    #expect(throws: SpikeProcessError.self) {
      try ThinnedPopulation(rates: [BoundedRate(atMost: 2e6) { _ in 0 }])
    }
    #expect(throws: SpikeProcessError.self) {
      try SteppedPopulation(borders: [0, 1], rates: [[2e6]])
    }
    #expect(throws: SpikeProcessError.self) {
      try CorrelatedPopulation(neurons: 2, rate: 100, correlation: 1e-8)
    }
    #expect(throws: SpikeProcessError.self) {
      try CorrelatedPopulation(neurons: 2, rate: 100, correlation: 1e-5)
    }
    #expect(throws: SpikeProcessError.self) {
      try PooledPopulation(rates: [9e5, 9e5], windowDuration: 1)
    }
    #expect(try PooledPopulation(rates: [1e9, 1e9]).windowDuration < 1e-4)
    #expect(throws: SpikeProcessError.self) {
      try CountedPopulation(rates: [1e9], windowDuration: 2)
    }
    // As many as that are counted without being drawn.
    let counts = try CountedPopulation(rates: [1e9]).counts(windows: 0..<1, seed: 1)
    #expect(abs(Double(counts[0, 0]) - 1e9) < 2e5)
    for duration in [0, -1, .nan, .infinity] {
      #expect(throws: SpikeProcessError.self) {
        try PoissonPopulation(checking: [5], windowDuration: duration)
      }
      #expect(throws: SpikeProcessError.self) {
        try PooledPopulation(rates: [5], windowDuration: duration)
      }
    }
  }

  @Test("A dead time as long as the mean interval is refused") func deadTimeAsLong() throws {
    for (rate, dead) in [
      (100 as Rate, 0.01), (100, 0.02), (1e9, 1e-9), (999, 1 / 999.000_000_000_1),
    ] {
      #expect(throws: SpikeProcessError.self, "\(rate), \(dead) s") {
        try RefractoryIntervals(outputRate: rate, deadTime: dead)
      }
    }
    for dead in [-1e-3, .nan, .infinity] {
      #expect(throws: SpikeProcessError.self) {
        try RefractoryIntervals(driveRate: 5, deadTime: dead)
      }
      #expect(throws: SpikeProcessError.self) {
        try RefractoryIntervals(outputRate: 5, deadTime: dead)
      }
    }
    // Any drive is legal.
    #expect(try RefractoryIntervals(driveRate: 1e9, deadTime: 10).outputRate.hertz < 0.1)
    let sentence = #expect(throws: SpikeProcessError.self) {
      try RefractoryIntervals(outputRate: 200, deadTime: 0.005)
    }
    #expect("\(try #require(sentence))".contains("200"))
  }

  @Test("Shapes, fractions and steps that are none are refused") func shapesFractionsAndSteps() {
    for shape in [0, -1, .nan, 1e-3, 1e7] {
      #expect(throws: SpikeProcessError.self) { try GammaIntervals(rate: 5, shape: shape) }
    }
    for fraction in [-0.1, 1.000_001, .nan] {
      #expect(throws: SpikeProcessError.self) {
        try CorrelatedPopulation(neurons: 2, rate: 5, correlation: fraction)
      }
      #expect(throws: SpikeProcessError.self) {
        try CorrelatedPopulation(
          motherRate: 5, copyProbabilities: [fraction], privateRates: [0])
      }
      #expect(throws: SpikeProcessError.self) {
        try SinusoidalRate(mean: 5, modulation: fraction, frequency: 1)
      }
    }
    for borders in [[], [0], [0, 0], [1, 0.5], [-1, 1], [0, .nan], [0, .infinity]] {
      #expect(throws: SpikeProcessError.self) {
        try SteppedPopulation(borders: borders, rates: [])
      }
      #expect(throws: SpikeProcessError.self) {
        try SampledRate(times: borders, rates: borders.map { _ in 5 })
      }
    }
    #expect(throws: SpikeProcessError.self) {
      try SteppedPopulation(borders: [0, 1, 2], rates: [[1, 2], [3]])
    }
    for count in [0, -1, 100_000_000] {
      #expect(throws: SpikeProcessError.self) {
        try ErlangSuperposition(sourceCount: count, rate: 5, shape: 2)
      }
    }
  }
}
