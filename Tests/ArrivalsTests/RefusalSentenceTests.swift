// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Randomness
import SpikeTrains
import Testing

/// What a program does wrong with its own numbers ends it with a sentence, in release builds too.
///
/// Guards against Swift's `precondition`, whose message release builds leave out: there these tests fail with an
/// empty standard error. Debug builds print it either way; `SourceRuleTests` looks for it in both.
@Suite struct RefusalSentenceTests {
  private struct Backwards: SpikeSource {
    var time = 2.0
    mutating func next(using draws: inout PhiloxDraws) -> Double {
      time -= 0.5
      return time
    }
  }

  private func expect(_ sentence: String, in result: ExitTest.Result?) {
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(sentence), "standard error is '\(text)'")
  }

  @Test("A rate below 0 as a literal") func rateBelow0AsLiteral() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = PoissonPopulation(rates: [5, -20]) }
    expect("-20.0 Hz is not a valid firing rate: use a finite rate of 0 to", in: result)
  }

  @Test("Windows that are none") func windowsThatAreNone() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = PoissonPopulation(rates: [5, 20], windowDuration: -1) }
    expect("a window cannot last -1.0 s", in: result)
  }

  @Test("A source that runs backwards") func sourceThatRunsBackwards() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = EventPopulation(sources: [Backwards()]).raster(in: 0..<10, seed: 1) }
    expect("spike 1 of neuron 0 at 1.0 s comes before the last, 1.5 s", in: result)
  }

  @Test("A rate function beyond its maximum") func rateFunctionBeyondItsMaximum() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let population = try ThinnedPopulation(rates: [BoundedRate(atMost: 100) { _ in 101 }])
      _ = population.raster(in: 0..<10, seed: 1)
    }
    expect("the rate of neuron 0 is 101.0 Hz at ", in: result)
  }

  @Test("An interval before time 0") func intervalBeforeTime0() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = PoissonPopulation(rates: [5]).raster(in: -1..<1, seed: 1) }
    expect("use a finite interval from 0 on", in: result)
  }

  /// Guards against ending a program for the last digit of a function of its own.
  @Test("A rate that leaves its bounds by rounding counts as the bound")
  func rateThatLeavesItsBounds() throws {
    func raster(_ hertz: Double) throws -> SpikeRaster {
      try ThinnedPopulation(rates: [BoundedRate(atMost: 100) { _ in hertz }])
        .raster(in: 0..<10, seed: 3)
    }
    let whole = try raster(100)
    #expect(whole.spikeCount > 900)
    for hertz in [(100.0).nextUp, 100 * (1 + 1e-10)] { #expect(try raster(hertz) == whole) }
    for hertz in [-0.0, -Double.leastNonzeroMagnitude, -1e-12] {
      #expect(try raster(hertz).spikeCount == 0)
    }
  }

  @Test("What encoders are given is refused by throwing") func whatEncodersAreGiven() throws {
    #expect(throws: SpikeProcessError.rangeNotCovered(0...180, neurons: 1)) {
      try TuningCode(preferring: 0...180, neurons: 1, peak: 50)
    }
    #expect(throws: SpikeProcessError.self) {
      try TuningCode(preferred: [0, .nan], width: 1, peak: 50)
    }
    #expect(throws: SpikeProcessError.self) {
      try SinusoidalRate(mean: 5, modulation: 0.5, frequency: 1, phase: .infinity)
    }
    // Both ends are the largest rate, and so is whatever rounding puts between them.
    let code = RateCode(minimum: 1e9, maximum: 1e9)
    let rates = try code.rates(of: (0...1000).map { Double($0) / 1000 })
    #expect(rates.allSatisfy { $0.hertz > 999_999_999 })
  }
}
