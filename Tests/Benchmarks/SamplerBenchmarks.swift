// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Randomness

/// The arrival kernels beside the scalar loop, 1000 trials of 512 neurons on one core.
enum SamplerBenchmarks {
  static let rates = [0.3, 1, 5, 20]
  static let trials = 1000
  static let neurons = 512

  static func arrivals(logRates: [Float]) throws -> Arrivals {
    try Arrivals(
      logRates: logRates, trials: .consecutive(0..<trials), neurons: .consecutive(0..<neurons),
      seed: SeedSequence(1), purpose: .training)
  }

  static func all() throws -> [Comparison] {
    guard let loop = ScalarLoop() else { return [] }
    let count = trials * neurons
    var counts = [Float](repeating: 0, count: count)
    var slopes = counts
    var comparisons: [Comparison] = []
    for indicator in [SoftIndicator.sigmoid, .cubic] {
      for rate in rates {
        let logRates = [Float](repeating: Float(log(rate)), count: count)
        let arrivals = try arrivals(logRates: logRates)
        let relaxation = try ArrivalRelaxation(indicator, temperature: 0.05)
        let sigmoid = try ArrivalRelaxation(.sigmoid, temperature: 0.05)
        comparisons.append(
          Comparison(
            name: "relaxed-counts/\(indicator)/rate-\(rate.formatted())", unit: "ns",
            reference: "scalar gsl_ran_exponential loop, sigmoid", work: Double(count)
          ) {
            _ = arrivals.relaxedCounts(relaxation)
          } compared: {
            loop.relaxedCounts(
              logRates: logRates, temperature: 0.05, horizon: sigmoid.horizon, counts: &counts,
              slopes: &slopes)
          })
      }
    }
    return try comparisons + finiteOrder() + [heavyNeuron()] + spikeTimes(loop)
  }

  /// Exact counts with slopes beside the cubic relaxed counts of the same arrivals.
  static func finiteOrder() throws -> [Comparison] {
    try ([0.1] + rates + [100]).map { rate in
      let logRates = [Float](repeating: Float(log(rate)), count: trials * neurons)
      let arrivals = try arrivals(logRates: logRates)
      let relaxation = try ArrivalRelaxation(.cubic, temperature: 0.05)
      return Comparison(
        name: "finite-order-counts/rate-\(rate.formatted())", unit: "ns",
        reference: "cubic relaxed counts, T = .05", work: Double(trials * neurons)
      ) {
        _ = arrivals.slopedCounts(.second)
      } compared: {
        _ = arrivals.relaxedCounts(relaxation)
      }
    }
  }

  /// Cost follows each neuron's own rate: one neuron of rate 100 beside 511 of rate 0.3.
  static func heavyNeuron() throws -> Comparison {
    let light = [Float](repeating: Float(log(0.3 as Double)), count: trials * neurons)
    var heavy = light
    for trial in 0..<trials { heavy[trial * neurons + 77] = Float(log(100.0 as Double)) }
    let (with, without) = (try arrivals(logRates: heavy), try arrivals(logRates: light))
    let relaxation = try ArrivalRelaxation(.cubic, temperature: 0.05)
    return Comparison(
      name: "relaxed-counts/cubic/one-neuron-at-100", unit: "ns", reference: "none at 100",
      work: Double(trials * neurons)
    ) {
      _ = with.relaxedCounts(relaxation)
    } compared: {
      _ = without.relaxedCounts(relaxation)
    }
  }

  static func spikeTimes(_ loop: ScalarLoop) throws -> [Comparison] {
    try rates.map { rate in
      let logRates = [Float](repeating: Float(log(rate)), count: trials * neurons)
      let arrivals = try arrivals(logRates: logRates)
      let spikes = try arrivals.trains(windowDuration: 1).times.count
      var times = [Double](repeating: 0, count: spikes + spikes / 5 + 1000)
      return Comparison(
        name: "spike-times/rate-\(rate.formatted())", unit: "M/s", isRate: true,
        reference: "scalar gsl_ran_exponential loop", work: Double(spikes)
      ) {
        _ = try arrivals.trains(windowDuration: 1)
      } compared: {
        _ = loop.spikeTimes(logRates: logRates, into: &times)
      }
    }
  }
}
