// SPDX-License-Identifier: GPL-3.0-or-later

import Distributions
import Foundation
import InterspikeTesting
import Randomness
import Tensors
import Testing

/// Densities and divergences of both laws in double precision.
protocol ReferenceLaw: LocationScaleLaw {
  static func density(_ x: Double, _ location: Double, _ scale: Double) -> Double
  static func closedForm(_ offset: Double, _ scale: Double, _ priorScale: Double) -> Double
}

extension Normal: ReferenceLaw {
  static func density(_ x: Double, _ location: Double, _ scale: Double) -> Double {
    let z = (x - location) / scale
    return exp(-z * z / 2) / (scale * (2 * Double.pi).squareRoot())
  }
  static func closedForm(_ offset: Double, _ scale: Double, _ priorScale: Double) -> Double {
    let ratio = scale / priorScale
    let distance = offset / priorScale
    return 0.5 * (distance * distance + (expm1(2 * log(ratio)) - 2 * log(ratio)))
  }
}

extension Laplace: ReferenceLaw {
  static func density(_ x: Double, _ location: Double, _ scale: Double) -> Double {
    exp(-abs(x - location) / scale) / (2 * scale)
  }
  static func closedForm(_ offset: Double, _ scale: Double, _ priorScale: Double) -> Double {
    let (a, ratio) = (abs(offset) / scale, scale / priorScale)
    return ratio * (expm1(-a) + a) + (expm1(log(ratio)) - log(ratio))
  }
}

@Suite struct LocationScaleTests {
  static let address = DrawAddress(seed: SeedSequence(5), purpose: .training, firstTrial: 9)
  static let laws: [any ReferenceLaw.Type] = [Normal.self, Laplace.self]

  private static func latents<Law>(
    _: Law.Type, _ rows: Int, _ columns: Int, spread: Double = 1
  ) -> LocationScale<Law> {
    var generator = SeedSequence(8).generator(for: "latents", rows, columns)
    let locations = (0..<rows * columns).map { _ in Float(generator.normal() * spread) }
    let logScales = (0..<rows * columns).map { _ in Float(generator.normal() * spread * 0.5) }
    return LocationScale(
      location: Tensor(locations, shape: [rows, columns]),
      logScale: Tensor(logScales, shape: [rows, columns]))
  }

  @Test("Divergences are the closed forms, near the prior and far from it")
  func divergencesAreClosedFormsNear() {
    func check<Law: ReferenceLaw>(_: Law.Type) {
      for spread in [1e-3, 0.05, 1, 3] {
        let law = Self.latents(Law.self, 7, 37, spread: spread)
        let prior = Self.latents(Law.self, 1, 37, spread: spread)
        let found = Law.divergence(of: law, from: prior)
        var expected = [Double](repeating: 0, count: 37)
        for index in 0..<7 * 37 {
          let neuron = index % 37
          let offset = Double(law.location.values[index]) - Double(prior.location.values[neuron])
          expected[neuron] += Law.closedForm(
            offset, exp(Double(law.logScale.values[index])),
            exp(Double(prior.logScale.values[neuron])))
        }
        for (value, reference) in zip(found.byNeuron, expected) {
          #expect(abs(value - reference) < 3e-6 * reference + 1e-12, "\(Law.name), \(spread)")
        }
        #expect(found.total.scalar == Float(found.byNeuron.reduce(0, +)))
      }
      let same = Self.latents(Law.self, 1, 19)
      let none = Law.divergence(of: same, from: same)
      #expect(none.total.scalar == 0 && none.byNeuron.allSatisfy { $0 == 0 })
    }
    for law in Self.laws { check(law) }
  }

  @Test("Divergences are what the densities say") func divergencesAreWhatDensitiesSay() {
    func check<Law: ReferenceLaw>(_: Law.Type) {
      for (offset, scale, priorScale) in [(0.7, 0.8, 1.0), (-2, 0.3, 1.5), (0, 2, 1)] {
        let width = 1e-3
        let sum = stride(from: -36.0, through: 36, by: width).reduce(0.0) { sum, x in
          let p = Law.density(x, offset, scale)
          guard p > 0 else { return sum }
          return sum + p * log(p / Law.density(x, 0, priorScale)) * width
        }
        let value = Law.divergence(
          of: LocationScale(
            location: Tensor([Float(offset)], shape: [1, 1]),
            logScale: Tensor([Float(log(scale))], shape: [1, 1])),
          from: LocationScale(
            location: .zeros([1, 1]), logScale: Tensor([Float(log(priorScale))], shape: [1, 1])))
        #expect(abs(Double(value.total.scalar) - sum) < 2e-5 * (1 + sum), "\(Law.name)")
      }
    }
    for law in Self.laws { check(law) }
  }

  @Test(
    "Gradients of divergences are those of differences, the prior's too", arguments: [0.05, 1, 2])
  func gradientsOfDivergencesAreThose(spread: Double) {
    func check<Law: ReferenceLaw>(_: Law.Type) {
      let parts = [Self.latents(Law.self, 3, 17, spread: spread), Self.latents(Law.self, 1, 17)]
        .flatMap { [$0.location, $0.logScale] }
      func divergence(_ t: [Tensor]) -> Divergence {
        Law.divergence(
          of: LocationScale<Law>(location: t[0], logScale: t[1]),
          from: LocationScale<Law>(location: t[2], logScale: t[3]))
      }
      let leaves = parts.map { $0.recorded() }
      let slopes = gradient(of: divergence(leaves).total * 0.1, withRespectTo: leaves)
      for (number, part) in parts.enumerated() {
        let report = GradientCheck(
          steps: [1e-2, 2e-3, 5e-4], relativeTolerance: 3e-3, absoluteTolerance: 3e-4
        ).check(at: part.values, gradient: slopes[number].values) { shifted in
          var moved = parts
          moved[number] = Tensor(shifted, shape: part.shape)
          return 0.1 * divergence(moved).byNeuron.reduce(0, +)
        }
        #expect(report.passes, "\(Law.name), parameter \(number): \(report)")
      }
    }
    for law in Self.laws { check(law) }
  }

  @Test("Samples are location plus scale times the draws of the law at the address")
  func samplesAreLocationPlusScale() {
    func check<Law: ReferenceLaw>(_: Law.Type) {
      let law = Self.latents(Law.self, 6, 21)
      let noise = Law.standardDraws(at: Self.address, trials: 6, neurons: 21)
      let leaves = [law.location.recorded(), law.logScale.recorded()]
      let samples = LocationScale<Law>(location: leaves[0], logScale: leaves[1])
        .samples(at: Self.address)
      let slopes = gradient(of: samples.sum(), withRespectTo: leaves)
      for index in 0..<6 * 21 {
        let reach = exp(Double(law.logScale.values[index])) * Double(noise[index])
        let expected = Double(law.location.values[index]) + reach
        #expect(abs(Double(samples.values[index]) - expected) < 1e-6 * (1 + abs(expected)))
        #expect(slopes[0].values[index] == 1)
        #expect(abs(Double(slopes[1].values[index]) - reach) < 1e-6 * (1 + abs(reach)))
      }
    }
    for law in Self.laws { check(law) }
  }

  @Test("Samples have the law's mean and variance") func samplesHaveLawSMean() throws {
    func check<Law: ReferenceLaw>(_: Law.Type) throws {
      let count = 100_000
      let law = LocationScale<Law>(
        location: Tensor(repeating: 0.3, shape: [count, 1]),
        logScale: Tensor(repeating: 0.5, shape: [count, 1]))
      let samples = law.samples(at: Self.address).values.map { Double($0) }
      let variance = Double(try #require(law.variance).values[0])
      let family = FamilyWise(alpha: 1e-6, tests: 2000)
      let mean = try #require(meanTest(samples, mean: Double(law.mean.values[0])))
      let squares = samples.map { ($0 - 0.3) * ($0 - 0.3) }
      let spread = try #require(meanTest(squares, mean: variance))
      #expect(family.accepts(mean) && family.accepts(spread), "\(Law.name): \(mean), \(spread)")
      // The control: six per cent of variance are noticed.
      #expect(!family.accepts(try #require(meanTest(squares, mean: 1.06 * variance))))
    }
    for law in Self.laws { try check(law) }
  }

  @Test("The symmetric softclamp is a scaled tanh, and so is its slope", arguments: [1, 16, 37])
  func symmetricSoftclampIsScaledTanh(columns: Int) {
    var generator = SeedSequence(1).generator(for: "symmetric", columns)
    let x = (0..<3 * columns).map { _ in Float(generator.uniform(in: -12..<12)) }
    let row = (0..<columns).map { _ in Float(generator.uniform(in: -1..<1)) }
    let leaves = [
      Tensor(x, shape: [3, columns]).recorded(), Tensor(row, shape: [1, columns]).recorded(),
    ]
    let clamped = softclampSymmetric(leaves[0], adding: leaves[1], bound: 5.3)
    let slopes = gradient(of: clamped.sum(), withRespectTo: leaves)
    var rowSlopes = [Double](repeating: 0, count: columns)
    for index in x.indices {
      let t = tanh((Double(x[index]) + Double(row[index % columns])) / 5.3)
      #expect(abs(Double(clamped.values[index]) - 5.3 * t) < 2e-6 * abs(5.3 * t) + 1e-7)
      #expect(abs(Double(slopes[0].values[index]) - (1 - t * t)) < 2e-6)
      rowSlopes[index % columns] += 1 - t * t
    }
    for (value, expected) in zip(slopes[1].values, rowSlopes) {
      #expect(abs(Double(value) - expected) < 1e-5)
    }
    let ends = Tensor([-.infinity, .infinity, -1e30, 0, 1e-20, .nan], shape: [1, 6])
    let values = softclampSymmetric(ends, bound: 5.3).values
    #expect(Array(values.prefix(5)) == [-5.3, 5.3, -5.3, 0, 1e-20] && values[5].isNaN)
  }
}
