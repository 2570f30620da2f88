// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Distributions
import Foundation
import InterspikeTesting
import Randomness
import Tensors
import Testing

@Suite struct PoissonTests {
  static let address = DrawAddress(
    seed: SeedSequence(6), purpose: .training, window: 3, firstTrial: 40)

  private static func logRates(_ count: Int) -> [Float] {
    var generator = SeedSequence(4).generator(for: "log-rates", count)
    return (0..<count).map { _ in Float(generator.uniform(in: -3..<2)) }
  }

  @Test(
    "Gradients of relaxed counts are those of differences at the same draws",
    arguments: SoftIndicator.allCases, [0.2, 0.7, 1])
  func gradientsOfRelaxedCounts(
    indicator: SoftIndicator, temperature: Double
  ) throws {
    let (rows, columns) = (4, 21)
    let relaxation = try ArrivalRelaxation(indicator, temperature: temperature)
    let logRates = Self.logRates(rows * columns)
    let weights = Self.logRates(rows * columns + 1).dropLast()
    let input = Tensor(logRates, shape: [rows, columns]).recorded()
    let counts = try Poisson(logRates: input).relaxedCounts(relaxation, at: Self.address)
    let loss = (counts * Tensor(Array(weights), shape: [rows, columns])).sum()
    let slopes = gradient(of: loss, withRespectTo: [input])[0].values
    // Draws whose arrival sits on a kink of the linear indicator have no derivative.
    let smooth = try logRates.indices.filter { index in
      try !touchesKink(relaxation, logRate: logRates[index], index, columns)
    }
    #expect(smooth.count > logRates.count / 2)
    let check = GradientCheck(
      steps: [1e-2, 3e-3, 1e-3], relativeTolerance: 3e-3, absoluteTolerance: 5e-3)
    let report = try check.check(at: logRates, gradient: slopes, coordinates: smooth) { shifted in
      let counts = try Poisson(logRates: Tensor(shifted, shape: [rows, columns]))
        .relaxedCounts(relaxation, at: Self.address)
      return zip(counts.values, weights).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    #expect(report.passes, "\(report)")
  }

  private func touchesKink(
    _ relaxation: ArrivalRelaxation, logRate: Float, _ index: Int, _ columns: Int
  ) throws -> Bool {
    let key = Self.address.seed.key(for: Self.address.purpose)
    var generator = RandomGenerator(
      key: key, index % columns, Self.address.firstTrial + index / columns, Self.address.window)
    let times = SequentialArrivals(rate: exp(Double(logRate))).times(until: 2.1, using: &generator)
    return times.contains { time in
      abs(abs(1 - time) - relaxation.temperature) < 4e-3 * time + 1e-6
    }
  }

  @Test("Relaxed and exact counts are the arrivals at the address") func relaxedAndExactCounts()
    throws
  {
    let logRates = Self.logRates(60)
    let poisson = Poisson(logRates: Tensor(logRates, shape: [4, 15]))
    let arrivals = try Arrivals(
      logRates: logRates, trials: .consecutive(40..<44), neurons: .consecutive(0..<15),
      seed: SeedSequence(6), purpose: .training, window: 3)
    let relaxation = try ArrivalRelaxation(.cubic, temperature: 0.05)
    #expect(
      try poisson.relaxedCounts(relaxation, at: Self.address).values
        == arrivals.relaxedCounts(relaxation).counts)
    #expect(
      try poisson.counts(at: Self.address).values
        == arrivals.trains(windowDuration: 1).counts.map { Float($0) })
    #expect(try poisson.counts(at: Self.address).shape == [4, 15])
    #expect(zip(poisson.mean.values, logRates).allSatisfy { abs($0 / exp($1) - 1) < 1e-6 })
  }

  @Test("A diverged encoder is named, not sampled") func divergedEncoderIsNamed() throws {
    let poisson = Poisson(logRates: Tensor([0, 0, .nan, 0], shape: [2, 2]))
    let relaxation = try ArrivalRelaxation(.sigmoid, temperature: 0.05)
    #expect(throws: ArrivalError.self) { try poisson.counts(at: Self.address) }
    let error = #expect(throws: ArrivalError.self) {
      try poisson.relaxedCounts(relaxation, at: Self.address)
    }
    #expect("\(try #require(error))".contains("trial 41, neuron 0"))
  }

  @Test("No trials and no neurons give empty tensors") func noTrialsAndNoNeurons() throws {
    for shape in [[0, 3], [3, 0]] {
      let poisson = Poisson(logRates: Tensor([], shape: shape))
      #expect(try poisson.counts(at: Self.address).shape == shape)
    }
  }

  @Test("Silence has no counts and no gradient") func silenceHasNoCounts() throws {
    let input = Tensor([-.infinity, -200, 0], shape: [1, 3]).recorded()
    let relaxation = try ArrivalRelaxation(.cosine, temperature: 1)
    let counts = try Poisson(logRates: input).relaxedCounts(relaxation, at: Self.address)
    let slopes = gradient(of: counts.sum(), withRespectTo: [input])[0].values
    #expect(counts.values.prefix(2).allSatisfy { $0 == 0 })
    #expect(slopes.prefix(2).allSatisfy { $0 == 0 })
  }
}
