// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Distributions
import Foundation
import InterspikeTesting
import Randomness
import Tensors
import Testing

/// Guards against gradients of whole trains that are biased, or noisier than they need be.
///
/// Each comparison allows 3 standard errors at a fixed seed: one in 370 fresh seeds would raise a false alarm.
@Suite("Gradients of spike trains")
struct PoissonTrainTests {
  static let filters = SpikeFilter.Shape.allCases.map { SpikeFilter($0, timeConstant: 0.4) }
  /// Expected spikes in steps of duration 0.5.
  static let rates: [[Double]] = [[6], [1, 5, 0.3, 2]]
  static let stepDuration = 0.5
  static let reads = [0.3, 0.45, 0.9, 1.6, 2]

  /// A loss of filtered trains: Σ_q (Σ_j c_qj·y(r_j) − target_q)², whose terms couple the times.
  static let loss: [(weights: [Double], target: Double)] = [
    ([1, 0, 0, 0, 0], 1), ([0, -1, 1, 0.5, 0], 2), ([0, 0, 0, 1, 1], -1),
  ]

  /// g_q(t), what a spike at t adds to term q.
  private static func share(_ weights: [Double], _ filter: SpikeFilter, _ time: Double) -> Double {
    zip(weights, reads).reduce(0) { $0 + $1.0 * filter.response(after: $1.1 - time) }
  }

  /// ∫ over step s by Simpson's rule between all times where the integrand bends: error below 1e-10.
  private static func integral(over step: Int, _ value: (Double) -> Double) -> Double {
    let (begin, end) = (Double(step) * stepDuration, Double(step + 1) * stepDuration)
    let bends = [begin] + reads.filter { $0 > begin && $0 < end } + [end]
    return zip(bends, bends.dropFirst()).reduce(0) { sum, piece in
      // Causal filters jump at the read itself: both ends are taken from within.
      let (a, b) = (piece.0.nextUp, piece.1.nextDown)
      let h = (b - a) / 200
      let inner = (1..<200).reduce(0) { $0 + ($1 % 2 == 1 ? 4 : 2) * value(a + Double($1) * h) }
      return sum + (value(a) + value(b) + inner) * h / 3
    }
  }

  /// E F by Campbell's theorem: the mean of each term is ∫λg, its variance ∫λg².
  private static func expectedLoss(_ rates: [Double], _ filter: SpikeFilter) -> Double {
    loss.reduce(0) { sum, term in
      var (mean, variance) = (-term.target, 0.0)
      for (step, rate) in rates.enumerated() {
        mean += rate / stepDuration * integral(over: step) { share(term.weights, filter, $0) }
        variance +=
          rate / stepDuration
          * integral(over: step) { pow(share(term.weights, filter, $0), 2) }
      }
      return sum + mean * mean + variance
    }
  }

  /// ∂E F/∂ log λ of every step, by central differences of the closed form.
  private static func closedForm(_ rates: [Double], _ filter: SpikeFilter) -> [Double] {
    rates.indices.map { step in
      let (above, below) = (exp(1e-4), exp(-1e-4))
      var (up, down) = (rates, rates)
      (up[step], down[step]) = (rates[step] * above, rates[step] * below)
      return (expectedLoss(up, filter) - expectedLoss(down, filter)) / 2e-4
    }
  }

  /// Trials of one neuron at given rates.
  private static func trains(_ rates: [Double], trials: Int) -> PoissonTrains {
    PoissonTrains(
      logRates: rates.map {
        Tensor(repeating: Float(log($0)), shape: [trials, 1]).recorded()
      }, stepDuration: stepDuration)
  }

  private static func loss(of traces: [Tensor]) -> Tensor {
    loss.reduce(Tensor.zeros(traces[0].shape)) { sum, term in
      sum
        + square(
          zip(term.weights, traces).reduce(Tensor.zeros(traces[0].shape)) {
            $0 + $1.1 * Float($1.0)
          }
            - Float(term.target))
    }
  }

  private static let address = DrawAddress(seed: SeedSequence(3), purpose: .training)

  @Test("The mean gradient is that of the closed form", arguments: filters, rates)
  func unbiased(filter: SpikeFilter, rates: [Double]) throws {
    let trains = Self.trains(rates, trials: 20_000)
    let traces = try trains.filtered(by: filter, at: Self.reads, address: Self.address)
    let gradients = gradient(of: Self.loss(of: traces).sum(), withRespectTo: trains.logRates)
    for (found, expected) in zip(gradients, Self.closedForm(rates, filter)) {
      let fit = try #require(meanTest(found.values.map(Double.init), mean: expected))
      #expect(abs(fit.statistic) < 3, "\(fit), expected \(expected)")
    }
    // The loss itself, which the closed form is of.
    let losses = Self.loss(of: traces).values.map(Double.init)
    let fit = try #require(meanTest(losses, mean: Self.expectedLoss(rates, filter)))
    #expect(abs(fit.statistic) < 3, "\(fit)")
  }

  @Test("Differences of the mean loss of drawn trains agree", arguments: filters, rates)
  func differences(filter: SpikeFilter, rates: [Double]) throws {
    let trials = 20_000
    func losses(step: Int, by factor: Double) throws -> [Double] {
      var moved = rates
      moved[step] *= factor
      let traces = try Self.trains(moved, trials: trials)
        .filtered(by: filter, at: Self.reads, address: Self.address)
      return Self.loss(of: traces).values.map(Double.init)
    }
    for (step, expected) in Self.closedForm(rates, filter).enumerated() {
      // E F is a quadratic of each rate: of λ and not of log λ differences are exact.
      let (up, down) = (try losses(step: step, by: 1.2), try losses(step: step, by: 0.8))
      let fit = try #require(meanTest(zip(up, down).map { ($0 - $1) / 0.4 }, mean: expected))
      #expect(abs(fit.statistic) < 3, "\(fit), expected \(expected)")
    }
  }

  @Test("Spikes alone, and the integral alone, are rejected as biased", arguments: filters)
  func controls(filter: SpikeFilter) throws {
    let rates = Self.rates[0]
    let trains = Self.trains(rates, trials: 20_000)
    let traces = try trains.filtered(by: filter, at: Self.reads, address: Self.address)
    let leaves = traces.map { $0.detached.recorded() }
    let slopes = gradient(of: Self.loss(of: leaves).sum(), withRespectTo: leaves)
    let expected = Self.closedForm(rates, filter)[0]
    // With one step, what its spikes left is the trace itself.
    let spikes = zip(slopes, traces).reduce(Tensor.zeros(traces[0].shape)) {
      $0 + $1.0 * $1.1.detached
    }
    let means = Self.reads.map { read in
      Float(
        rates[0] / Self.stepDuration
          * (filter.integral(upTo: read) - filter.integral(upTo: read - Self.stepDuration)))
    }
    let integral = zip(slopes, means).reduce(Tensor.zeros(traces[0].shape)) { $0 + $1.0 * $1.1 }
    for (wrong, name) in [(spikes, "spikes"), (integral, "integral")] {
      let fit = try #require(meanTest(wrong.values.map(Double.init), mean: expected))
      #expect(abs(fit.statistic) > 6, "\(name): \(fit)")
    }
    let half = try #require(
      meanTest(((spikes + integral) * 0.5).values.map(Double.init), mean: expected))
    #expect(abs(half.statistic) < 3, "\(half)")
  }

  @Test(
    "The score function's variance is at least 50 times larger in a population of 64",
    arguments: filters)
  func variance(filter: SpikeFilter) throws {
    let (trials, neurons, rates) = (1000, 64, Self.rates[1])
    let trains = PoissonTrains(
      logRates: rates.map {
        Tensor(repeating: Float(log($0)), shape: [trials, neurons]).recorded()
      }, stepDuration: Self.stepDuration)
    let traces = try trains.filtered(by: filter, at: Self.reads, address: Self.address)
    let losses = Self.loss(of: traces).sum(over: .columns)
    let found = gradient(of: losses.sum(), withRespectTo: trains.logRates)
    // (F − E F)·(N − λ), with the counts of the very spikes; a baseline takes most of the variance off.
    let baseline = Float(neurons) * Float(Self.expectedLoss(rates, filter))
    for (step, rate) in rates.enumerated() {
      var place = Self.address
      place.window += step
      let counts = try Poisson(logRates: trains.logRates[step]).counts(at: place)
      let error = Tensor(losses.values, shape: [trials, 1]) - baseline
      let score = error * (counts - Float(rate))
      #expect(Self.variance(score) > 50 * Self.variance(found[step]), "step \(step)")
    }
  }

  private static func variance(_ values: Tensor) -> Double {
    let mean = Double(values.mean().scalar)
    return values.values.reduce(0) { $0 + pow(Double($1) - mean, 2) } / Double(values.count)
  }

  @Test("Traces are the filtered spikes of the train", arguments: filters)
  func traces(filter: SpikeFilter) throws {
    let (rates, trials) = (Self.rates[1], 30)
    let trains = Self.trains(rates, trials: trials)
    let traces = try trains.filtered(by: filter, at: Self.reads, address: Self.address)
    for trial in 0..<trials {
      let spikes = rates.enumerated().flatMap { step, rate in
        var generator = RandomGenerator(
          key: Self.address.seed.key(for: .training), 0, trial, Self.address.window + step)
        return SequentialArrivals(rate: exp(Double(Float(log(rate))))).times(using: &generator)
          .map { (Double(step) + $0) * Self.stepDuration }
      }
      for (read, trace) in zip(Self.reads, traces) {
        let expected = spikes.reduce(0) { $0 + filter.response(after: read - $1) }
        #expect(abs(Double(trace.values[trial]) - expected) < 1e-5)
      }
    }
  }

  @Test("Integrals of the filters are those of their responses", arguments: filters)
  func integrals(filter: SpikeFilter) {
    for lag in [-1, 0, 1e-6, 0.1, 0.4, 3, 40] {
      let h = max(lag, 0) / 20_000
      let sum = (0..<20_000).reduce(0) { sum, i in
        let a = Double(i) * h
        return sum
          + (filter.response(after: a) + 4 * filter.response(after: a + h / 2)
            + filter.response(after: a + h)) * h / 6
      }
      #expect(abs(filter.integral(upTo: lag) - sum) < 1e-9, "lag \(lag)")
    }
    #expect(filter.response(after: -1e-9) == 0)
  }
}
