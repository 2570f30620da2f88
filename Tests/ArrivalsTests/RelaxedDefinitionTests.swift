// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Randomness
import Testing

@Suite struct RelaxedDefinitionTests {
  @Test(
    "Relaxed counts and slopes are the definition's, to single precision",
    arguments: SoftIndicator.allCases)
  func relaxedCountsAndSlopes(
    indicator: SoftIndicator
  ) throws {
    for (largest, trials) in [(200.0, 40), (1e4, 2)] {
      let arrivals = try RateGrid.arrivals(trials: trials, repeats: 3, upTo: largest)
      for trial in 0..<trials {
        for neuron in 0..<arrivals.neurons.count {
          let reference = SingleNeuronReference(arrivals, trial: trial, neuron: neuron)
          try compare(arrivals, indicator, reference, at: (trial, neuron))
        }
      }
    }
  }

  private func compare(
    _ arrivals: Arrivals, _ indicator: SoftIndicator, _ reference: SingleNeuronReference,
    at place: (trial: Int, neuron: Int)
  ) throws {
    let one = try Arrivals(
      logRates: [arrivals.logRates[place.trial * arrivals.neurons.count + place.neuron]],
      trials: .chosen([arrivals.trials[place.trial]]),
      neurons: .chosen([arrivals.neurons[place.neuron]]), seed: RateGrid.seed, purpose: .training,
      window: arrivals.window)
    for temperature in [1e-3, 0.05, 0.3, 1] {
      let relaxation = try ArrivalRelaxation(indicator, temperature: temperature)
      let relaxed = one.relaxedCounts(relaxation)
      let bounds = reference.bounds(relaxation)
      #expect(
        bounds.count.contains(Double(relaxed.counts[0])),
        "T \(temperature), rate \(reference.rate): count \(relaxed.counts[0]) not in \(bounds.count)"
      )
      #expect(
        bounds.slope.contains(Double(relaxed.slopes[0])),
        "T \(temperature), rate \(reference.rate): slope \(relaxed.slopes[0]) not in \(bounds.slope)"
      )
    }
  }

  @Test(
    "The typical error is a few units of single precision", arguments: SoftIndicator.allCases,
    [0.05, 0.3, 1])
  func typicalErrorIsFewUnits(
    indicator: SoftIndicator, temperature: Double
  ) throws {
    let arrivals = try RateGrid.arrivals(trials: 100, repeats: 3, upTo: 200)
    let relaxation = try ArrivalRelaxation(indicator, temperature: temperature)
    let relaxed = arrivals.relaxedCounts(relaxation)
    var error = (count: 0.0, slope: 0.0)
    var sum = (count: 0.0, slope: 0.0)
    for index in arrivals.logRates.indices {
      let (trial, neuron) = index.quotientAndRemainder(dividingBy: arrivals.neurons.count)
      var generator = arrivals.generator(trial: trial, neuron: neuron)
      let definition = SequentialArrivals(rate: arrivals.rate(trial: trial, neuron: neuron))
        .relaxedCount(relaxation, using: &generator)
      error.count += abs(Double(relaxed.counts[index]) - definition.count)
      error.slope += abs(Double(relaxed.slopes[index]) - definition.slope)
      sum = (sum.count + definition.count, sum.slope + definition.slope)
    }
    // Single precision cannot add the sigmoid's long tail of small terms to a large sum.
    #expect(error.count < (indicator.isCompact ? 1e-6 : 5e-6) * sum.count)
    #expect(error.slope < 1e-5 * sum.slope)
  }

  @Test(
    "Slopes are differences of the definition with its draws frozen",
    arguments: SoftIndicator.allCases, [1e-3, 0.05, 0.3, 1])
  func slopesAreDifferencesOfDefinition(
    indicator: SoftIndicator, temperature: Double
  ) throws {
    let arrivals = try RateGrid.arrivals(trials: 30, repeats: 4, upTo: 200)
    let relaxation = try ArrivalRelaxation(indicator, temperature: temperature)
    let slopes = arrivals.relaxedCounts(relaxation).slopes
    let step = 1e-3 * temperature
    var compared = 0
    var largest = 0.0
    for index in arrivals.logRates.indices {
      let (trial, neuron) = index.quotientAndRemainder(dividingBy: arrivals.neurons.count)
      let rate = arrivals.rate(trial: trial, neuron: neuron)
      var draws = arrivals.generator(trial: trial, neuron: neuron)
      let times = SequentialArrivals(rate: rate).times(
        until: relaxation.horizon + 0.1, using: &draws)
      if times.contains(where: { crossesEdge($0, relaxation, by: 3 * step) }) { continue }
      let quotient = differenceQuotient(relaxation, rate: rate, step: step) {
        arrivals.generator(trial: trial, neuron: neuron)
      }
      let slope = Double(slopes[index])
      // Single precision moves an arrival by δ, which moves a slope of curvature 1/T² by δ/T².
      let blur = 1e-7 * (1 + rate.squareRoot() + (rate > 0 ? 1 / rate : 0))
      let allowed = 1e-5 + blur / (temperature * temperature)
      #expect(
        abs(slope - quotient) <= allowed * (1 + quotient),
        "rate \(rate): slope \(slope), quotient \(quotient)")
      compared += 1
      largest = max(largest, quotient)
    }
    #expect(compared > arrivals.logRates.count / 3)
    #expect(largest > 1)
  }

  /// Whether an arrival is so near to a place where f′ or the horizon jumps that a difference straddles it.
  private func crossesEdge(_ time: Double, _ relaxation: ArrivalRelaxation, by reach: Double)
    -> Bool
  {
    let edges =
      relaxation.indicator.isCompact
      ? [1 - relaxation.temperature, 1 + relaxation.temperature] : [relaxation.horizon]
    return edges.contains { abs(time - $0) < reach * (1 + time) }
  }

  private func differenceQuotient(
    _ relaxation: ArrivalRelaxation, rate: Double, step: Double,
    draws: () -> RandomGenerator
  ) -> Double {
    var above = draws()
    var below = draws()
    let more = SequentialArrivals(rate: rate * exp(step)).relaxedCount(relaxation, using: &above)
    let less = SequentialArrivals(rate: rate * exp(-step)).relaxedCount(relaxation, using: &below)
    return (more.count - less.count) / (2 * step)
  }
}
