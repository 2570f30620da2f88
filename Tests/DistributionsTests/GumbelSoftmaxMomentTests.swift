// SPDX-License-Identifier: GPL-3.0-or-later

import Distributions
import Foundation
import InterspikeTesting
import Randomness
import Tensors
import Testing

/// Moments of softly chosen counts, each judged at a level of 1e-9: the suite raises a false alarm once in
/// thirty million fresh seeds.
@Suite struct GumbelSoftmaxMomentTests {
  private static let level = 1e-9

  private static func draws(
    rate: Double, temperature: Double, tail: Double = 1e-7, count: Int = 400_000
  ) throws -> [Double] {
    let logRates = Tensor(repeating: Float(log(rate)), shape: [count / 100, 100])
    return try GumbelSoftmaxCounts(tail: tail).counts(
      of: Poisson(logRates: logRates), temperature: temperature,
      at: DrawAddress(seed: SeedSequence(17), purpose: "moments")
    ).values.map { Double($0) }
  }

  /// The smallest p-value against any value within `tolerance` of `expected`: the table is rounded.
  private static func pValue(
    _ samples: [Double], near expected: Double, within tolerance: Double
  ) throws -> Double {
    let mean = samples.reduce(0, +) / Double(samples.count)
    let nearest = min(max(mean, expected - tolerance), expected + tolerance)
    return try #require(meanTest(samples, mean: nearest)).pValue
  }

  /// Mean and variance over the rate, with any cut-off that is far enough, by simulation with other means.
  static let table: [(rate: Double, temperature: Double, mean: Double, variance: Double)] = [
    (1, 0.05, 0.999, 0.947), (1, 0.1, 1.001, 0.904), (1, 0.2, 1.006, 0.811),
    (1, 0.5, 1.051, 0.583), (1, 1, 1.196, 0.345), (0.1, 0.5, 1.299, 0.686),
    (0.1, 1, 2.06, 0.54), (20, 0.5, 1.001, 0.534),
  ]

  @Test("Mean and variance are those of the table", arguments: table)
  func meanAndVarianceAreThose(
    row: (rate: Double, temperature: Double, mean: Double, variance: Double)
  ) throws {
    let samples = try Self.draws(rate: row.rate, temperature: row.temperature)
    let mean = row.rate * row.mean
    let squares = samples.map { ($0 - mean) * ($0 - mean) }
    // The table's own sampling error is about half a percent.
    #expect(try Self.pValue(samples, near: mean, within: 0.006 * mean) > Self.level)
    let variance = row.rate * row.variance
    #expect(try Self.pValue(squares, near: variance, within: 0.012 * variance) > Self.level)
  }

  @Test("The table of another temperature is refused") func tableOfAnotherTemperature() throws {
    let samples = try Self.draws(rate: 1, temperature: 0.2)
    #expect(try Self.pValue(samples, near: 1.051, within: 0.006) < Self.level)
    let squares = samples.map { ($0 - 1) * ($0 - 1) }
    #expect(try Self.pValue(squares, near: 0.904, within: 0.012) < Self.level)
  }

  @Test("No cut-off biases the mean where counts are nearly whole", arguments: [0.1, 1, 5, 40])
  func noCutOffBiasesMean(rate: Double) throws {
    let samples = try Self.draws(rate: rate, temperature: 1e-3)
    let fit = try #require(meanTest(samples, mean: rate, standardDeviation: rate.squareRoot()))
    #expect(fit.pValue > Self.level, "\(fit)")
  }

  /// The negative control: with the 1 − 10⁻³ quantile itself left out, counts end at 1 for a rate of 0.1 and
  /// at 4 for a rate of 1, and the mean is .909 and .985 of the rate at low temperature.
  @Test(
    "A cut-off that is one count too early is noticed",
    arguments: [(0.1, 0.005, 0.95), (1, 0.004, 0.99)])
  func cutOffThatIsOne(
    rate: Double, tail: Double, ratio: Double
  ) throws {
    let samples = try Self.draws(rate: rate, temperature: 1e-3, tail: tail)
    let fit = try #require(meanTest(samples, mean: rate, standardDeviation: rate.squareRoot()))
    #expect(fit.pValue < Self.level, "\(fit)")
    #expect(samples.reduce(0, +) / Double(samples.count) < ratio * rate)
  }
}
