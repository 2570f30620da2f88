// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Randomness
import SpikeTrains
import Testing

@Suite struct EncoderTests {
  @Test("An intensity is a rate between two") func intensityIsRateBetweenTwo() throws {
    let code = RateCode(minimum: 2, maximum: 100)
    #expect(try code.rates(of: [0, 0.5, 1]) == [2, 51, 100])
    let raster = PoissonPopulation(rates: try code.rates(of: [0, 1])).raster(in: 0..<10, seed: 1)
    #expect(raster.spikeCount(of: 0) < 60)
    #expect(raster.spikeCount(of: 1) > 800)
    for value in [-0.01, 1.01, .nan, 255] {
      let error = #expect(throws: SpikeProcessError.self) { try code.rates(of: [0, value]) }
      #expect("\(error.map { "\($0)" } ?? "")".contains("intensity 1"))
    }
  }

  @Test("The brighter, the sooner, and never below threshold") func brighterSoonerAndNeverBelow()
    throws
  {
    let code = try LatencyCode(timeConstant: 0.02, threshold: 0.2, window: 0.1)
    let raster = try code.raster(of: [1, 0.5, 0.3, 0.200_000_1, 0.2, 0.1, 0])
    let times = (0..<raster.neuronCount).map { raster.times(of: $0).first }
    #expect(times[3...].allSatisfy { $0 == nil })
    #expect(abs((times[0] ?? 0) - 0.02 * log(1 / 0.8)) < 1e-15)
    #expect(abs((times[1] ?? 0) - 0.02 * log(0.5 / 0.3)) < 1e-15)
    #expect(abs((times[2] ?? 0) - 0.02 * log(3)) < 1e-15)
    #expect(throws: SpikeProcessError.self) { try code.raster(of: [2]) }
    #expect(throws: SpikeProcessError.self) { try LatencyCode(timeConstant: 0, window: 1) }
    #expect(throws: SpikeProcessError.self) {
      try LatencyCode(timeConstant: 1, threshold: -1, window: 1)
    }
  }

  @Test("Tuning curves peak at what a neuron prefers, the short way round a circle")
  func tuningCurvesPeakAtWhat() throws {
    let line = try TuningCode(preferring: 0...10, neurons: 11, baseline: 1, peak: 51)
    #expect(line.preferred == (0...10).map(Double.init))
    let rates = line.rates(of: 3)
    #expect(rates[3] == 51)
    #expect(abs(rates[4].hertz - (1 + 50 * exp(-0.5))) < 1e-12)
    #expect(rates[2] == rates[4])
    #expect(rates[10].hertz < 1.001)
    let circle = try TuningCode(preferring: 0...180, neurons: 12, peak: 50, period: 180)
    #expect(circle.preferred.last == 165)
    let orientation = circle.rates(of: 178)
    #expect(abs(orientation[0].hertz - 50 * exp(-4.0 / 450)) < 1e-12)
    #expect(zip(orientation, circle.rates(of: -2)).allSatisfy { abs($0.hertz - $1.hertz) < 1e-10 })
    #expect(throws: SpikeProcessError.self) {
      try TuningCode(preferred: [0], width: 0, peak: 5)
    }
  }

  // MARK: Stimuli

  private let stimuli: [Float] = [0, 0.5, 1, 1, 0.25, 0]

  @Test("A rate code fires at the rates of the numbers, in blocks as in one")
  func aRateCodeFires() throws {
    let code = StimulusCode.rate(RateCode(minimum: 4, maximum: 80))
    func raster(of neurons: Range<Int>) throws -> SpikeRaster {
      try code.raster(
        of: neurons, shown: stimuli, numbers: 3, trials: 50, window: 1, seed: SeedSequence(1))
    }
    let whole = try raster(of: 0..<3)
    #expect(whole.neuronCount == 3 && whole.interval == 0..<100)
    for (neuron, rates) in [(4.0, 80.0), (42, 23), (80, 4)].enumerated() {
      for (half, rate) in [rates.0, rates.1].enumerated() {
        let interval = Double(half) * 50..<Double(half + 1) * 50
        let count = whole.times(of: neuron).count { interval.contains($0) }
        // A false alarm in 3e-7 for each of six.
        #expect(abs(Double(count) - rate * 50) < 5.1 * (rate * 50).squareRoot() + 1)
      }
      #expect(try raster(of: neuron..<neuron + 1).times == Array(whole.times(of: neuron)))
    }
    #expect(try code.mostSpikes(shown: stimuli, numbers: 3, window: 1) == 84)
    #expect(throws: SpikeProcessError.self) {
      try code.raster(
        of: 0..<1, shown: [2], numbers: 1, trials: 1, window: 1, seed: SeedSequence(1))
    }
    #expect(throws: ArrivalError.self) {
      try StimulusCode.rate(RateCode(maximum: 1e9))
        .raster(of: 0..<1, shown: [1], numbers: 1, trials: 1, window: 1, seed: SeedSequence(1))
    }
  }

  @Test("A latency code fires once, the larger number first, in every trial alike")
  func aLatencyCodeFires() throws {
    let code = StimulusCode.latency(try LatencyCode(timeConstant: 1, window: 0.1))
    let raster = try code.raster(
      of: 0..<3, shown: stimuli, numbers: 3, trials: 2, window: 0.1, seed: SeedSequence(1))
    // t = −τ ln(1 − θ/x) with θ = 0.01.
    let (full, half, quarter) = (-log(0.99), -log(0.98), -log(0.96))
    let expected = [
      [0.2 + full, 0.3 + full], [half, 0.1 + half, 0.2 + quarter, 0.3 + quarter],
      [full, 0.1 + full],
    ]
    for (neuron, times) in expected.enumerated() {
      let found = Array(raster.times(of: neuron))
      #expect(found.count == times.count && zip(found, times).allSatisfy { abs($0 - $1) < 1e-12 })
    }
    #expect(try code.mostSpikes(shown: stimuli, numbers: 3, window: 0.1) == 2)
  }

  @Test("A tuning code gives every number its neurons, the nearest firing fastest")
  func aTuningCodeGives() throws {
    let code = StimulusCode.tuning(try TuningCode(preferring: 0...1, neurons: 5, peak: 100))
    #expect(code.neuronsPerNumber == 5 && !code.takesIntensities)
    let raster = try code.raster(
      of: 0..<15, shown: Array(stimuli[..<3]), numbers: 3, trials: 1, window: 10,
      seed: SeedSequence(1))
    for (number, preferred) in [0, 2, 4].enumerated() {
      let counts = (0..<5).map { raster.spikeCount(of: 5 * number + $0) }
      #expect(counts.max() == counts[preferred] && counts[preferred] > 800, "\(counts)")
    }
    // A block that begins amid the neurons of a number.
    let block = try code.raster(
      of: 3..<8, shown: Array(stimuli[..<3]), numbers: 3, trials: 1, window: 10,
      seed: SeedSequence(1))
    for neuron in 0..<5 { #expect(block.times(of: neuron) == raster.times(of: 3 + neuron)) }
  }
}
