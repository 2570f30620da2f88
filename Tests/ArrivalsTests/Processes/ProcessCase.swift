// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import CGSL
import Foundation
import SpikeTrains
import Testing

/// A process, and the clock on which each of its neurons is Poisson.
struct ProcessCase: CustomTestStringConvertible, Sendable {
  let name: String
  let process: any SpikeProcess
  /// How long it is observed, in seconds.
  let duration: Double
  /// The windows of the observation, in expected spikes, and how many fit.
  let window: (rate: Double, count: Int)
  /// The integral of a neuron's rate, given the spikes before, at each spike.
  let clock: @Sendable (_ neuron: Int, _ times: [Double]) -> [Double]
  /// Whether the neurons are independent, so that all can be laid end to end.
  var isIndependent = true
  /// Whether the clock depends on the spikes.
  var clockIsRandom = false

  var testDescription: String { name }

  /// The trains of all neurons on their own clock, in several trials.
  func trains(trials: Range<Int>, seed: UInt64) -> [[Double]] {
    trials.flatMap { trial in
      let raster = process.raster(in: 0..<duration, trial: trial, seed: seed)
      return (0..<(isIndependent ? raster.neuronCount : 1)).map {
        clock($0, Array(raster.times(of: $0)))
      }
    }
  }

  static let all: [ProcessCase] = poisson + renewal

  // MARK: Rates that depend on time alone

  static var poisson: [ProcessCase] {
    do {
      let rates: [Rate] = [5, 20, 80]
      let constant: @Sendable (Int, [Double]) -> [Double] = { neuron, times in
        times.map { $0 * [5, 20, 80][neuron] }
      }
      let steps = try SteppedPopulation(
        borders: [0, 0.3, 0.31, 2.5, 4, 11], rates: [[40, 0, 3, 100, 5], [0, 900, 7, 0, 12]],
        windowDuration: 0.7)
      let sinus = try SinusoidalRate(mean: 30, modulation: 0.9, frequency: 1.7, phase: 0.4)
      let ramp = try SampledRate(times: [0, 1, 1.5, 12], rates: [0, 60, 4, 20])
      let decay = BoundedRate(atMost: 90) { 90 * exp(-$0 / 2) + 2 * exp(-$0 / 100) - 2 }
      return [
        ProcessCase(
          name: "constant rates", process: PoissonPopulation(rates: rates), duration: 10,
          window: (5, 10), clock: constant),
        ProcessCase(
          name: "steps", process: steps, duration: 11, window: (4, 25),
          clock: { neuron, times in
            times.map { stepClock(steps, neuron, $0) }
          }),
        ProcessCase(
          name: "sinusoid", process: try ThinnedPopulation(rates: [sinus, sinus]), duration: 10,
          window: (5, 50),
          clock: { _, times in
            func area(_ time: Double) -> Double {
              let angle = 2 * Double.pi * 1.7
              return 30 * time - 30 * 0.9 / angle * (cos(angle * time + 0.4) - cos(0.4))
            }
            return times.map(area)
          }),
        ProcessCase(
          name: "samples", process: try ThinnedPopulation(rates: [ramp], windowDuration: 0.4),
          duration: 12, window: (6, 28),
          clock: { _, times in
            times.map { time in
              if time < 1 { return 30 * time * time }
              if time < 1.5 { return 30 + 60 * (time - 1) - 56 * (time - 1) * (time - 1) }
              let rest = time - 1.5
              return 46 + 4 * rest + 8 * rest * rest / 10.5
            }
          }),
        ProcessCase(
          name: "function", process: try ThinnedPopulation(rates: [decay], windowDuration: 3),
          duration: 8, window: (3, 55),
          clock: { _, times in
            times.map { 180 * -expm1(-$0 / 2) - 200 * expm1(-$0 / 100) - 2 * $0 }
          }),
        ProcessCase(
          name: "one of a correlated population",
          process: try CorrelatedPopulation(
            motherRate: 60, copyProbabilities: [0.3, 0.7], privateRates: [12, 0],
            windowDuration: 0.5), duration: 20, window: (6, 100),
          clock: { _, times in times.map { $0 * 30 } }, isIndependent: false),
        ProcessCase(
          name: "pool", process: try PooledPopulation(rates: rates), duration: 10,
          window: (5, 10), clock: constant),
        ProcessCase(
          name: "counts first", process: try CountedPopulation(rates: rates), duration: 10,
          window: (5, 10), clock: constant),
      ]
    } catch {
      fatalError("\(error)")
    }
  }

  private static func stepClock(
    _ population: SteppedPopulation, _ neuron: Int, _ time: Double
  ) -> Double {
    population.rates[neuron].indices.reduce(0) { sum, step in
      let (start, end) = (population.borders[step], population.borders[step + 1])
      return sum + population.rates[neuron][step].hertz * max(0, min(time, end) - start)
    }
  }

  // MARK: Rates that depend on the last spike

  static var renewal: [ProcessCase] {
    do {
      let refractory = try RefractoryIntervals(outputRate: 100, deadTime: 0.004)
      let gammas = try [0.4, 1, 3.7].map { try GammaIntervals(rate: 25, shape: $0) }
      return [
        ProcessCase(
          name: "dead time",
          process: EventPopulation(renewing: [refractory, refractory]), duration: 4,
          window: (5, 20),
          clock: { _, times in
            clock(of: times, wait: refractory.waitTail, interval: refractory.tail)
          }, clockIsRandom: true)
      ]
        + gammas.map { law in
          ProcessCase(
            name: "gamma intervals of shape \(law.shape)",
            process: EventPopulation(renewing: [law, law]), duration: 40, window: (5, 40),
            clock: { _, times in clock(of: times, wait: law.waitTail, interval: law.tail) },
            clockIsRandom: true)
        }
    } catch {
      fatalError("\(error)")
    }
  }

  /// The integrated hazard: −ln P(no spike yet), for the first spike and for those that follow.
  static func clock(
    of times: [Double], wait: (Double) -> Double, interval: (Double) -> Double
  ) -> [Double] {
    var sum = 0.0
    var last: Double?
    return times.map { time in
      sum -= log(last.map { interval(time - $0) } ?? wait(time))
      last = time
      return sum
    }
  }
}

extension RefractoryIntervals {
  /// P(interval > x).
  func tail(_ x: Double) -> Double {
    x < deadTime ? 1 : exp(-driveRate.hertz * (x - deadTime))
  }

  /// P(wait > x) in equilibrium.
  func waitTail(_ x: Double) -> Double {
    x < deadTime
      ? 1 - outputRate.hertz * x
      : (1 - outputRate.hertz * deadTime) * exp(-driveRate.hertz * (x - deadTime))
  }
}

extension GammaIntervals {
  /// P(interval > x).
  func tail(_ x: Double) -> Double { gsl_cdf_gamma_Q(x, shape, 1 / (shape * rate.hertz)) }

  /// P(wait > x) = ∫ₓ P(interval > y) dy/mean = P(gamma of shape k + 1 > x) − r x P(interval > x).
  func waitTail(_ x: Double) -> Double {
    gsl_cdf_gamma_Q(x, shape + 1, 1 / (shape * rate.hertz)) - rate.hertz * x * tail(x)
  }
}
