// SPDX-License-Identifier: GPL-3.0-or-later

import Distributions
import Foundation
import InterspikeTesting
import Randomness
import Tensors
import Testing

@Suite struct CategoricalTests {
  static let address = DrawAddress(seed: SeedSequence(5), purpose: .training, firstTrial: 9)
  static let family = FamilyWise(alpha: 1e-6, tests: 2000)
  static let shapes = [(1, 1, 1), (3, 2, 5), (4, 1, 37), (5, 3, 16)]

  private func logits(_ count: Int, salt: Int = 0) -> [Float] {
    var generator = SeedSequence(4).generator(for: "logits", count, salt)
    return (0..<count).map { _ in Float(generator.normal() * 1.5) }
  }

  private func law(_ rows: Int, _ latents: Int, _ categories: Int) -> Categorical {
    let width = latents * categories
    return Categorical(
      logits: Tensor(logits(rows * width), shape: [rows, width]), latents: latents,
      categories: categories)
  }

  private func probabilities(_ logits: some Collection<Float>) -> [Double] {
    let weights = logits.map { exp(Double($0)) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  @Test("The divergence is the sum of p ln p over π", arguments: shapes)
  func divergenceIsSumOfP(rows: Int, latents: Int, categories: Int) {
    let law = law(rows, latents, categories)
    let width = latents * categories
    let prior = logits(width, salt: 1)
    let found = Divergence.categorical(
      law, priorLogits: Tensor(prior, shape: [1, latents, categories]))
    var expected = [Double](repeating: 0, count: width)
    for start in stride(from: 0, to: rows * width, by: categories) {
      let p = probabilities(law.logits.values[start..<start + categories])
      let base = start % width
      let q = probabilities(prior[base..<base + categories])
      for k in 0..<categories { expected[base + k] += p[k] * log(p[k] / q[k]) }
    }
    for (value, reference) in zip(found.byNeuron, expected) {
      #expect(abs(value - reference) < 3e-6 * Double(rows))
    }
    #expect(found.total.scalar == Float(found.byNeuron.reduce(0, +)))
    #expect(found.total.scalar >= 0)
  }

  @Test("Its gradients are those of differences", arguments: shapes)
  func itsGradientsAreThose(rows: Int, latents: Int, categories: Int) {
    let law = law(rows, latents, categories)
    let prior = Tensor(logits(latents * categories, salt: 1), shape: [1, latents, categories])
    func value(_ logits: Tensor, _ prior: Tensor) -> Divergence {
      .categorical(
        Categorical(logits: logits, latents: latents, categories: categories), priorLogits: prior)
    }
    let leaves = [law.logits.recorded(), prior.recorded()]
    let slopes = gradient(of: value(leaves[0], leaves[1]).total, withRespectTo: leaves)
    let check = GradientCheck(relativeTolerance: 2e-3, absoluteTolerance: 3e-4)
    let toLogits = check.check(at: law.logits.values, gradient: slopes[0].values) {
      value(Tensor($0, shape: law.logits.shape), prior).byNeuron.reduce(0, +)
    }
    let toPrior = check.check(at: prior.values, gradient: slopes[1].values) {
      value(law.logits, Tensor($0, shape: prior.shape)).byNeuron.reduce(0, +)
    }
    #expect(toLogits.passes, "\(toLogits)")
    #expect(toPrior.passes, "\(toPrior)")
  }

  @Test("Impossible categories cost nothing and certainty costs ln categories")
  func impossibleCategoriesCostNothing() {
    let law = Categorical(
      logits: Tensor([0, -.infinity, -.infinity, -.infinity], shape: [1, 4]), latents: 1,
      categories: 4)
    let leaf = law.logits.recorded()
    let divergence = Divergence.categorical(
      Categorical(logits: leaf, latents: 1, categories: 4), priorLogits: .zeros([1, 1, 4]))
    #expect(abs(divergence.total.scalar - log(4)) < 1e-6)
    let slopes = gradient(of: divergence.total, withRespectTo: [leaf])[0].values
    #expect(slopes.allSatisfy { $0 == 0 })
  }

  @Test("Exact samples are one-hot and choose categories by their probabilities")
  func exactSamplesAreOneHot() throws {
    let row = logits(10)
    let rows = 40_000
    let law = Categorical(
      logits: Tensor((0..<rows).flatMap { _ in row }, shape: [rows, 10]), latents: 2, categories: 5)
    let samples = law.samples(at: Self.address).values
    var observed = [Int](repeating: 0, count: 10)
    for (index, value) in samples.enumerated() where value == 1 { observed[index % 10] += 1 }
    #expect(samples.allSatisfy { $0 == 0 || $0 == 1 })
    for latent in 0..<2 {
      let range = latent * 5..<latent * 5 + 5
      #expect(observed[range].reduce(0, +) == rows)
      let expected = probabilities(row[range]).map { $0 * Double(rows) }
      let fit = try #require(chiSquared(observed: Array(observed[range]), expected: expected))
      #expect(Self.family.accepts(fit), "\(fit)")
      let uniform = [Double](repeating: Double(rows) / 5, count: 5)
      let wrong = try #require(chiSquared(observed: Array(observed[range]), expected: uniform))
      #expect(!Self.family.accepts(wrong))
    }
  }

  @Test("Relaxed samples tend to the exact ones and straight-through has both")
  func relaxedSamplesTendToExact() {
    let law = law(20, 3, 7)
    let exact = law.samples(at: Self.address)
    for temperature in [1e-12, 1e-5] {
      let relaxed = law.relaxedSamples(temperature: temperature, at: Self.address)
      #expect(zip(exact.values, relaxed.values).allSatisfy { abs($0 - $1) < 1e-3 })
    }
    let leaf = law.logits.recorded()
    let recorded = Categorical(logits: leaf, latents: 3, categories: 7)
    let weights = Tensor(logits(20 * 21, salt: 2), shape: [20, 21])
    let hard = recorded.straightThroughSamples(temperature: 0.5, at: Self.address)
    let soft = recorded.relaxedSamples(temperature: 0.5, at: Self.address)
    #expect(hard == exact)
    #expect(!law.samples(at: Self.address).isRecorded)
    #expect(
      gradient(of: (hard * weights).sum(), withRespectTo: [leaf])
        == gradient(of: (soft * weights).sum(), withRespectTo: [leaf]))
  }

  @Test(
    "Gradients of relaxed samples are those of differences at the same draws", arguments: [0.3, 1])
  func gradientsOfRelaxedSamples(
    temperature: Double
  ) {
    let law = law(4, 2, 6)
    let weights = logits(48, salt: 3)
    func loss(_ logits: Tensor) -> Tensor {
      let relaxed = Categorical(logits: logits, latents: 2, categories: 6)
        .relaxedSamples(temperature: temperature, at: Self.address)
      return (relaxed * Tensor(weights, shape: [4, 12])).sum()
    }
    let leaf = law.logits.recorded()
    let slopes = gradient(of: loss(leaf), withRespectTo: [leaf])[0].values
    let report = GradientCheck(relativeTolerance: 5e-3, absoluteTolerance: 1e-3)
      .check(at: law.logits.values, gradient: slopes) {
        Double(loss(Tensor($0, shape: [4, 12])).scalar)
      }
    #expect(report.passes, "\(report)")
  }
}
