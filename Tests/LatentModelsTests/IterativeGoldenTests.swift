// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Distributions
import InterspikeTesting
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// Iterative models against their replicas in double precision, and against differences.
///
/// Errors are relative to the norm of each tensor.
@Suite("Gradients through the steps of inference")
struct IterativeGoldenTests {
  static let bound = 1e-4

  private func compared<Model: IterativeAutoencoder>(
    _ golden: IterativeGolden, _ model: Model, _ relaxation: Model.Belief.Relaxation,
    unroll: Int? = nil, seed: UInt64 = 7, shards: Int = 2
  ) throws -> GoldenComparison {
    var comparison = GoldenComparison(try golden.file())
    let batch = try golden.objective(relaxation, unroll: unroll).gradient(
      of: model, on: golden.data, context: golden.context(seed: seed), shards: shards)
    try comparison.compare(batch, of: model, in: "sampled")
    if !golden.moving, unroll == nil {
      try comparison.compare(golden.potentials(model, relaxation), with: "potentials")
    }
    return comparison
  }

  @Test(
    "Loss, its parts, potentials and every gradient are those of the replica",
    arguments: IterativeGolden.all)
  func replica(_ golden: IterativeGolden) throws {
    let comparison =
      golden.family == "poisson"
      ? try compared(golden, golden.poisson(), ArrivalTimes(.sigmoid))
      : try compared(golden, golden.gaussian(), Reparameterization())
    #expect(comparison.worst.error < Self.bound, "\(comparison.worst)")
    #expect(comparison.compared >= 8)
  }

  @Test("There are goldens of both families, inner steps, truncation and three decoders")
  func coverage() {
    for family in ["poisson", "gaussian"] {
      let cases = IterativeGolden.all.filter { $0.family == family }
      #expect(cases.contains { $0.inner > 1 } && cases.contains { $0.segments > 1 })
    }
    #expect(Set(IterativeGolden.all.map(\.decoder)) == Set(Architecture.allCases))
    #expect(
      Set(IterativeGolden.all.map(\.activation)).isSuperset(of: [
        .none, .relu, .sigmoid, .tanh, .gompertz, .nakaRushton, .fitzHughNagumo, .softplus,
      ]))
  }

  @Test("Other draws, another truncation and another divergence are told apart from the replica")
  func negativeControls() throws {
    let golden = try #require(IterativeGolden.named("poisson-segments"))
    var model = try golden.poisson()
    let relaxation = ArrivalTimes(.sigmoid)
    #expect(try compared(golden, model, relaxation, seed: 8).worst.error > 1e-2)
    #expect(try compared(golden, model, relaxation, unroll: 4).worst.error > 1e-2)
    model.weighsDivergenceByPosterior = true
    #expect(try compared(golden, model, relaxation).worst.error > 1e-2)
  }

  private func check<Model: IterativeAutoencoder>(
    _ golden: IterativeGolden, _ model: Model, _ relaxation: Model.Belief.Relaxation,
    every stride: Int
  ) throws -> GradientCheck.Report {
    let objective: IterativeELBO<Model> = golden.objective(relaxation)
    return try objective.differences(
      of: model, on: golden.data, context: golden.context(), every: stride)
  }

  // The replica has the same equations; differences know the loss alone. Kinks (the bound at −8, relu) are left out.
  @Test(
    "Gradients are those of differences of the loss with the draws held fixed",
    arguments: ["poisson-inner", "gaussian", "gaussian-mlp", "gaussian-tanh"])
  func differences(name: String) throws {
    let golden = try #require(IterativeGolden.named(name))
    let stride = golden.decoder == .linear ? 1 : 41
    let report =
      golden.family == "poisson"
      ? try check(golden, golden.poisson(), ArrivalTimes(.sigmoid), every: stride)
      : try check(golden, golden.gaussian(), Reparameterization(), every: stride)
    #expect(report.passes, "\(report)")
  }
}
