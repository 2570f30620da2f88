// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Distributions
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

@Suite("Iterative autoencoders")
struct IterativeModelTests {
  @Test("There are as many parameters as in the published models")
  func parameterCounts() {
    #expect(
      IterativePoissonVAE(pixels: 784, latents: 512, seed: SeedSequence(1)).parameterCount
        == 403_217)
    #expect(
      IterativeGaussianVAE(pixels: 784, latents: 512, seed: SeedSequence(1)).parameterCount
        == 403_730)
  }

  @Test("Both divergences are the formulas, and are the same where nothing moved")
  func divergences() throws {
    var model = IterativePoissonVAE(pixels: 4, latents: 2, seed: SeedSequence(1))
    func belief(_ values: [Float]) -> PoissonBelief {
      let rates = Tensor(values, shape: [1, 2])
      return PoissonBelief(logRates: rates, latents: rates, reconstruction: .zeros([1, 4]))
    }
    let (before, after) = (belief([0, 1]), belief([0, 1.5]))
    // e^p·(1 + e^δ(δ − 1)) with p = 1 and δ = ½.
    #expect(abs(model.divergence(of: after, from: before).total.scalar - 0.4774372) < 1e-5)
    #expect(model.divergence(of: before, from: before).total.scalar == 0)
    model.weighsDivergenceByPosterior = true
    #expect(abs(model.divergence(of: after, from: before).total.scalar - 0.7871609) < 1e-5)
    #expect(model.divergence(of: before, from: before).total.scalar == 0)
  }

  @Test("Shards and truncation do not move a draw", arguments: [1, 3, 7])
  func shards(shards: Int) throws {
    let data = GoldenRule.tensor("x", [7, 16])
    let model = IterativePoissonVAE(pixels: 16, latents: 8, seed: SeedSequence(1))
    let context = StepContext(
      step: 2, totalSteps: 9, batchSize: 7, beta: 1, temperature: 0.5, seeds: SeedSequence(3))
    func terms(_ unroll: Int, _ segments: Int, _ shards: Int) throws -> [Double] {
      let objective = IterativeELBO<IterativePoissonVAE>(
        ArrivalTimes(.sigmoid), unroll: unroll, segments: segments)
      return try objective.gradient(of: model, on: data, context: context, shards: shards).terms
        .map(\.value)
    }
    let whole = try terms(6, 1, 1)
    for (found, expected) in zip(try terms(2, 3, shards), whole) {
      #expect(abs(found - expected) < 1e-5 * max(1, expected))
    }
  }

  @Test("An input that ends too early is refused")
  func ended() {
    let data = GoldenRule.tensor("x", [2, 16])
    let objective = IterativeELBO<IterativePoissonVAE>(ArrivalTimes(.sigmoid), unroll: 4) {
      batch, _ in AnySequence([batch, batch])
    }
    let context = StepContext(
      step: 0, totalSteps: 9, batchSize: 2, beta: 1, temperature: 0.5, seeds: SeedSequence(3))
    #expect(throws: InferenceInputError.ended(after: 2, needed: 4)) {
      try objective.gradient(
        of: IterativePoissonVAE(pixels: 16, latents: 8, seed: SeedSequence(1)), on: data,
        context: context, shards: 1)
    }
  }
}
