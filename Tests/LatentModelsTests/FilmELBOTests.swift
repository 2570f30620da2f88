// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Distributions
import InterspikeTesting
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// Learning from films, against a replica in double precision, against differences and against what it must reduce to.
@Suite("Free energy of films")
struct FilmELBOTests {
  static let bound = 1e-4

  private func worst(
    _ golden: FilmGolden, _ model: IterativePoissonVAE, framesPerSegment: Int? = nil
  ) throws -> (name: String, error: Double) {
    var comparison = GoldenComparison(try golden.file())
    try comparison.compare(
      golden.gradient(of: model, framesPerSegment: framesPerSegment), of: model, in: "sampled")
    #expect(comparison.compared == model.parameters.count + 3)
    return comparison.worst
  }

  @Test(
    "Loss, its parts and every gradient are those of the replica", arguments: FilmGolden.all)
  func replica(_ golden: FilmGolden) throws {
    let worst = try worst(golden, golden.model())
    #expect(worst.error < Self.bound, "\(worst)")
  }

  @Test("There are goldens of every transition, of segments and of another decoder")
  func coverage() {
    #expect(Set(FilmGolden.all.map(\.transition)) == Set(FrameTransition.Form.allCases))
    #expect(FilmGolden.all.contains { $0.framesPerSegment < $0.frames && $0.transition != .none })
    #expect(FilmGolden.all.contains { $0.decoder == .mlp })
  }

  @Test("Another transition and another truncation are told apart from the replica")
  func negativeControls() throws {
    let gated = try FilmGolden.named("gated")
    #expect(try worst(gated, gated.model(.leak)).error > 1e-2)
    #expect(try worst(gated, gated.model(.none)).error > 1e-2)
    let segments = try FilmGolden.named("leak-segments")
    #expect(try worst(segments, segments.model(), framesPerSegment: 4).error > 1e-2)
  }

  // The replica has the same equations; differences know the loss alone.
  @Test(
    "Gradients are those of differences of the loss with the draws held fixed",
    arguments: ["none", "leak", "gated"])
  func differences(name: String) throws {
    let golden = try FilmGolden.named(name)
    let report = try golden.objective().differences(
      of: golden.model(), on: golden.data, context: golden.context, every: 1)
    #expect(report.passes, "\(report)")
  }

  @Test("Segments cut the gradient and leave the loss")
  func segments() throws {
    let golden = try FilmGolden.named("gated")
    let model = try golden.model()
    let whole = try golden.gradient(of: model)
    for frames in [1, 2] {
      let cut = try golden.gradient(of: model, framesPerSegment: frames)
      #expect(abs(cut.loss - whole.loss) < 1e-5 * whole.loss)
      for (found, expected) in zip(cut.terms, whole.terms) {
        #expect(abs(found.value - expected.value) < 1e-5 * expected.value)
      }
      #expect(cut.gradients != whole.gradients)
    }
    #expect(try golden.gradient(of: model, framesPerSegment: 7).gradients == whole.gradients)
  }

  @Test("A film of one frame does not know what lies between frames")
  func oneFrame() throws {
    let golden = try FilmGolden.named("gated-still")
    let found = try FrameTransition.Form.allCases.map { form in
      let batch = try golden.gradient(of: golden.model(form))
      let names = try golden.model(form).parameters.map(\.name)
      for (name, gradient) in zip(names, batch.gradients)
      where ["logit_retention", "surprise_slope"].contains(name) {
        #expect(gradient.values.allSatisfy { $0 == 0 })
      }
      return batch
    }
    let shared = found[0].gradients.count
    for other in found[1...] {
      #expect(other.loss == found[0].loss)
      #expect(other.gradients.count > shared)
      #expect(Array(other.gradients[..<shared]) == found[0].gradients)
    }
  }

  @Test("One step on one frame is one step of an iterative model, of Gaussians too")
  func oneStep() throws {
    let context = StepContext(
      step: 3, totalSteps: 10, batchSize: 3, beta: 0.7, temperature: 0.3, seeds: SeedSequence(7))
    func check<Model: IterativeAutoencoder>(
      _ golden: IterativeGolden, _ model: Model, _ relaxation: Model.Belief.Relaxation
    ) throws {
      let film = FilmELBO<Model>(relaxation, stepsPerFrame: 1, opening: .constant(0.4))
      let still = IterativeELBO<Model>(relaxation, unroll: 1, opening: .constant(0.4))
      let (a, b) = (
        try film.gradient(of: model, on: golden.data, context: context, shards: 1),
        try still.gradient(of: model, on: golden.data, context: context, shards: 1)
      )
      #expect(a.loss == b.loss && a.gradients == b.gradients)
    }
    let (poisson, gaussian) = (
      try #require(IterativeGolden.named("poisson")),
      try #require(IterativeGolden.named("gaussian"))
    )
    try check(poisson, poisson.poisson(), ArrivalTimes(.sigmoid))
    try check(gaussian, gaussian.gaussian(), Reparameterization())
  }

  @Test("Shards do not move a draw of a film", arguments: [2, 3])
  func shards(shards: Int) throws {
    let golden = try FilmGolden.named("leak-segments")
    let whole = try golden.gradient(of: golden.model(), shards: 1)
    let parts = try golden.gradient(of: golden.model(), shards: shards)
    #expect(abs(parts.loss - whole.loss) < 1e-5 * whole.loss)
  }

  @Test("A film that ends within a frame is refused")
  func partOfFrame() throws {
    let golden = try FilmGolden.named("leak")
    #expect(throws: InferenceInputError.partOfFrame(numbers: 40, pixels: 16)) {
      try golden.objective().gradient(
        of: golden.model(), on: GoldenRule.tensor("x", [3, 40]), context: golden.context, shards: 1)
    }
  }
}
