// SPDX-License-Identifier: GPL-3.0-or-later

import Distributions
import Foundation
import InterspikeTesting
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// What becomes of a Gaussian belief between two frames.
@Suite("Transitions of Gaussian beliefs")
struct GaussianTransitionTests {
  private func worst(
    _ golden: FilmGolden, as form: FrameTransition.Form
  ) throws -> (name: String, error: Double) {
    let model = try golden.gaussianModel(form)
    let objective: FilmELBO<IterativeGaussianVAE> = golden.objective(Reparameterization())
    let gradient = try objective.gradient(
      of: model, on: golden.data, context: golden.context, shards: 2)
    var comparison = GoldenComparison(try golden.file())
    try comparison.compare(gradient, of: model, in: "sampled")
    #expect(comparison.compared == model.parameters.count + 3)
    return comparison.worst
  }

  @Test(
    "Loss, its parts and every gradient are those of the replica", arguments: FilmGolden.gaussian)
  func replica(_ golden: FilmGolden) throws {
    let worst = try worst(golden, as: golden.transition)
    #expect(worst.error < 1e-4, "\(worst)")
  }

  @Test("Another transition is told apart from the replica")
  func negativeControl() throws {
    let gated = try FilmGolden.named("gaussian-gated")
    #expect(Set(FilmGolden.gaussian.map(\.transition)) == Set(FrameTransition.Form.allCases))
    #expect(try worst(gated, as: .leak).error > 1e-2)
    #expect(try worst(gated, as: .none).error > 1e-2)
  }

  @Test("Gradients are those of differences of the loss with the draws held fixed")
  func differences() throws {
    let golden = try FilmGolden.named("gaussian-gated")
    let objective: FilmELBO<IterativeGaussianVAE> = golden.objective(Reparameterization())
    let report = try objective.differences(
      of: golden.gaussianModel(.gated), on: golden.data, context: golden.context, every: 1)
    #expect(report.passes, "\(report)")
  }

  /// q^γ·p₀^(1−γ), normalized by its sum over a fine grid, is the law that the next frame begins with.
  @Test(
    "What lies between is the geometric pool of yesterday's posterior and rest",
    arguments: [0.2, 0.7])
  func pool(retention: Double) throws {
    var model = IterativeGaussianVAE(pixels: 16, latents: 1, seed: SeedSequence(1))
    model.initialLocation = Tensor([-1.2], shape: [1, 1])
    model.initialLogScale = Tensor([0.3], shape: [1, 1])
    model.transition = FrameTransition(.leak, latents: 1)
    model.transition?.logitRetention = Tensor(
      [Float(Foundation.log(retention / (1 - retention)))], shape: [1, 1])
    let moment = InferenceMoment<Reparameterization>(
      .exact, at: DrawAddress(seed: SeedSequence(1), purpose: .training), opening: 1)
    let law = LocationScale<Normal>(
      location: Tensor([1.5], shape: [1, 1]), logScale: Tensor([-0.8], shape: [1, 1]))
    let zero = Tensor.zeros([1, 1])
    let belief = GaussianBelief(
      law: law, sample: zero, latents: zero, expectedLatents: zero,
      reconstruction: .zeros([1, 16]))
    let found = try model.carried(belief, to: .zeros([1, 16]), at: moment).law
    func logDensity(_ location: Double, _ logScale: Double, _ z: Double) -> Double {
      let standard = (z - location) * Foundation.exp(-logScale)
      return -0.5 * standard * standard - logScale - 0.5 * Foundation.log(2 * .pi)
    }
    let width = 0.001
    let grid = stride(from: -12.0, to: 12, by: width).map { $0 }
    let pooled = grid.map {
      Foundation.exp(
        retention * logDensity(1.5, -0.8, $0) + (1 - retention) * logDensity(-1.2, 0.3, $0))
    }
    let sum = pooled.reduce(0, +) * width
    let (location, logScale) = (found.location.values[0], found.logScale.values[0])
    for (z, value) in zip(grid, pooled) {
      let expected = Foundation.exp(logDensity(Double(location), Double(logScale), z))
      #expect(abs(value / sum - expected) < 1e-5, "at \(z)")
    }
  }
}
