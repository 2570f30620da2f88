// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import SpikeTrains
import Testing

@Suite struct EncoderTests {
  @Test func `an intensity is a rate between two`() throws {
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

  @Test func `the brighter, the sooner, and never below threshold`() throws {
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

  @Test func `tuning curves peak at what a neuron prefers, the short way round a circle`() throws {
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
}
