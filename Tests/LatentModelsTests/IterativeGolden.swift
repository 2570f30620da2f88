// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import DataFiles
import Distributions
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// One iterative model in double precision, from `Tests/Goldens/iterative_goldens.py`.
struct IterativeGolden: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let family: String
  let decoder: Architecture
  let side: Int
  let latents: Int
  let unroll: Int
  let segments: Int
  let inner: Int
  let activation: LatentActivation
  let published: Bool
  let moving: Bool
  let decoderBias: Bool
  let channels: Int

  var testDescription: String { name }
  var pixels: Int { side * side }
  var steps: Int { unroll * segments }

  func file() throws -> SafetensorsFile { try GoldenFolder("iterative").file(name) }

  static let all: [IterativeGolden] = GoldenFolder("iterative").cases()

  static func named(_ name: String) -> IterativeGolden? { all.first { $0.name == name } }

  private func likelihood() throws -> PixelLikelihood {
    var generator = SeedSequence(1).generator(for: .weights)
    return PixelLikelihood(
      decoder: try DecoderNetwork(
        decoder, latents: latents, pixels: pixels, hasBias: decoderBias, weight: .zeros,
        channels: channels, using: &generator), pixels: pixels)
  }

  func poisson() throws -> IterativePoissonVAE {
    var model = IterativePoissonVAE(
      likelihood: try likelihood(), initialLogRates: .zeros([1, latents]))
    model.innerSteps = inner
    model.innerBeta = 0.6
    model.weighsDivergenceByPosterior = published
    return try GoldenRule.filled(model)
  }

  func gaussian() throws -> IterativeGaussianVAE {
    var model = IterativeGaussianVAE(likelihood: try likelihood(), activation: activation)
    model.innerSteps = inner
    model.innerBeta = 0.6
    return try GoldenRule.filled(model)
  }

  /// One picture a datum, or one for each step.
  var data: Tensor { GoldenRule.tensor("x", moving ? [3, steps, pixels] : [3, pixels]) }

  func objective<Model: IterativeAutoencoder>(
    _ relaxation: Model.Belief.Relaxation, unroll: Int? = nil
  ) -> IterativeELBO<Model> {
    let frames: IterativeELBO<Model>.Frames = { [steps, pixels] batch, _ in
      let rows = batch.reshaped([batch.shape[0], steps * pixels])
      return AnySequence(
        (0..<steps).lazy.map { rows.columns($0 * pixels..<($0 + 1) * pixels) })
    }
    return IterativeELBO(
      relaxation, unroll: unroll ?? self.unroll, segments: unroll == nil ? segments : 1,
      opening: .constant(0.4), frames: moving ? frames : nil)
  }

  func context(seed: UInt64 = 7) -> StepContext {
    StepContext(
      step: 3, totalSteps: 10, batchSize: 3, beta: 0.7, temperature: 0.3,
      seeds: SeedSequence(seed))
  }

  /// The potentials after all steps, by one call after another.
  func potentials<Model: IterativeAutoencoder>(
    _ model: Model, _ relaxation: Model.Belief.Relaxation
  ) throws -> Tensor {
    var moment = InferenceMoment(
      .relaxed(relaxation, temperature: 0.3),
      at: DrawAddress(seed: SeedSequence(7), purpose: .training, window: 3 * (steps + 1)),
      opening: 0.4)
    var belief = try model.prior(count: 3, at: moment)
    for _ in 0..<steps {
      moment = moment.advanced(by: 1)
      belief = try model.posterior(of: data, from: belief, at: moment)
    }
    return belief.potentials
  }
}
