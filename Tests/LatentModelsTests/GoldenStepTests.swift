// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Distributions
import LatentModels
import Learning
import Randomness
import Testing

/// A training step against its replica in double precision, which shares no source with us.
///
/// Errors are relative to the norm of each tensor.
@Suite("A golden training step")
struct GoldenStepTests {
  private let golden: GoldenStep

  init() throws { golden = try GoldenStep() }

  @Test("Posterior log-rates are those of the replica")
  func posterior() throws {
    let posterior = golden.model.posterior(of: golden.data)
    #expect(try golden.error(of: posterior.rates.logRates, from: "log_rates") < 1e-6)
  }

  @Test("Relaxed counts and slopes are those of the replica", arguments: SoftIndicator.allCases)
  func counts(indicator: SoftIndicator) throws {
    let address = DrawAddress(seed: SeedSequence(7), purpose: .training, window: 3)
    let relaxed = try golden.model.posterior(of: golden.data).rates.arrivals(at: address)
      .relaxedCounts(ArrivalRelaxation(indicator, temperature: 0.3))
    let counts = relaxed.counts.map(Double.init)
    let slopes = relaxed.slopes.map(Double.init)
    let errors = [
      try golden.error(of: counts, from: "\(indicator).counts"),
      try golden.error(of: slopes, from: "\(indicator).slopes"),
    ]
    #expect(errors.allSatisfy { $0 < 1e-4 }, "\(errors)")
  }

  @Test(
    "Loss, its parts and its gradients are those of the replica, however the batch is cut",
    arguments: SoftIndicator.allCases, [1, 4])
  func relaxedLoss(indicator: SoftIndicator, shards: Int) throws {
    let batch = try NegativeELBO(indicator: indicator).gradient(
      of: golden.model, on: golden.data, context: golden.context(), shards: shards)
    #expect(batch.terms.map(\.name) == ["mse", "kl"])
    let error = try golden.error(of: batch, from: "\(indicator)")
    #expect(error < 1e-4, "\(error)")
  }

  @Test("The loss without sampling and its gradients are those of the replica", arguments: [1, 4])
  func exactLoss(shards: Int) throws {
    let batch = try ExactNegativeELBO<PoissonVAE>().gradient(
      of: golden.model, on: golden.data, context: golden.context(), shards: shards)
    #expect(batch.terms.map(\.name) == ["mse", "kl"])
    let error = try golden.error(of: batch, from: "exact")
    #expect(error < 1e-4, "\(error)")
  }

  @Test("Other draws, another temperature and another indicator are told apart from the replica")
  func negativeControls() throws {
    func error(_ indicator: SoftIndicator, _ context: StepContext) throws -> Double {
      try golden.error(
        of: NegativeELBO(indicator: indicator).gradient(
          of: golden.model, on: golden.data, context: context), from: "cubic")
    }
    #expect(try error(.cubic, golden.context()) < 1e-4)
    #expect(try error(.cubic, golden.context(seed: 8)) > 1e-2)
    #expect(try error(.cubic, golden.context(temperature: 0.31)) > 1e-3)
    #expect(try error(.cosine, golden.context()) > 1e-3)
  }
}
