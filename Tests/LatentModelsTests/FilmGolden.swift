// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import DataFiles
import Distributions
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// One model that watches films, in double precision, from `Tests/Goldens/film_goldens.py`.
struct FilmGolden: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let transition: FrameTransition.Form
  let decoder: Architecture
  let family: String
  let side: Int
  let latents: Int
  let frames: Int
  let stepsPerFrame: Int
  let framesPerSegment: Int

  var testDescription: String { name }
  var pixels: Int { side * side }

  func file() throws -> SafetensorsFile { try GoldenFolder("film").file(name) }

  private static let cases: [FilmGolden] = GoldenFolder("film").cases()
  /// Those of Poisson neurons.
  static let all: [FilmGolden] = cases.filter { $0.family == "poisson" }
  /// Those of Gaussian ones.
  static let gaussian: [FilmGolden] = cases.filter { $0.family == "gaussian" }

  static func named(_ name: String) throws -> FilmGolden {
    try #require(cases.first { $0.name == name })
  }

  func model() throws -> IterativePoissonVAE { try model(transition) }

  func model(_ form: FrameTransition.Form) throws -> IterativePoissonVAE {
    var model = IterativePoissonVAE(
      likelihood: try likelihood(), initialLogRates: .zeros([1, latents]))
    model.transition = FrameTransition(form, latents: latents)
    return try GoldenRule.filled(model)
  }

  func gaussianModel(_ form: FrameTransition.Form) throws -> IterativeGaussianVAE {
    var model = IterativeGaussianVAE(likelihood: try likelihood())
    model.transition = FrameTransition(form, latents: latents)
    return try GoldenRule.filled(model)
  }

  private func likelihood() throws -> PixelLikelihood {
    var generator = SeedSequence(1).generator(for: .weights)
    return PixelLikelihood(
      decoder: try DecoderNetwork(
        decoder, latents: latents, pixels: pixels, hasBias: false, weight: .zeros, channels: 4,
        using: &generator), pixels: pixels)
  }

  /// Films, frame after frame.
  var data: Tensor { GoldenRule.tensor("x", [3, frames * pixels]) }

  func objective(framesPerSegment: Int? = nil) -> FilmELBO<IterativePoissonVAE> {
    objective(ArrivalTimes(.sigmoid), framesPerSegment: framesPerSegment)
  }

  func objective<Model: IterativeAutoencoder>(
    _ relaxation: Model.Belief.Relaxation, framesPerSegment: Int? = nil
  ) -> FilmELBO<Model> {
    FilmELBO(
      relaxation, stepsPerFrame: stepsPerFrame,
      framesPerSegment: framesPerSegment ?? self.framesPerSegment, opening: .constant(0.4))
  }

  var context: StepContext {
    StepContext(
      step: 3, totalSteps: 10, batchSize: 3, beta: 0.7, temperature: 0.3, seeds: SeedSequence(7))
  }

  func gradient(
    of model: IterativePoissonVAE, framesPerSegment: Int? = nil, shards: Int = 2
  ) throws -> BatchGradient {
    try objective(framesPerSegment: framesPerSegment).gradient(
      of: model, on: data, context: context, shards: shards)
  }
}
