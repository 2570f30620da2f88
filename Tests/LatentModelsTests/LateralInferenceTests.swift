// SPDX-License-Identifier: GPL-3.0-or-later

import LatentModels
import Learning
import Randomness
import Tensors
import Testing

@Suite("Lateral inference")
struct LateralInferenceTests {
  private static let trials = 5
  private let model: IterativePoissonVAE
  private let input: Tensor

  init() {
    var model = IterativePoissonVAE(pixels: 20, latents: 37, seed: SeedSequence(3))
    model.likelihood.decoder.readin = Linear(
      weight: GoldenRule.tensor("fc_dec.weight", [20, 37]),
      bias: GoldenRule.tensor("fc_dec.bias", [20]))
    model.likelihood.logDeviation = GoldenRule.tensor("log_sigma", [1, 20])
    model.logLeak = GoldenRule.tensor("log_leak", [1, 37])
    model.logStep = Tensor([-1.5], shape: [1])
    model.initialLogRates = Tensor(repeating: -1, shape: [1, 37])
    self.model = model
    input = GoldenRule.tensor("x", [Self.trials, 20])
  }

  private func address(_ window: Int) -> DrawAddress {
    DrawAddress(seed: SeedSequence(11), purpose: .evaluation, window: window)
  }

  /// Log-rates and counts of some steps, one form beside the other.
  private func both(
    _ lateral: LateralInference, steps: Int
  ) throws -> [(direct: PoissonBelief, lateral: LateralInference.State)] {
    var belief = try model.prior(count: Self.trials, at: InferenceMoment(at: address(0)))
    var state = try lateral.start(count: Self.trials, at: address(0))
    let drive = lateral.drive(of: input)
    return try (1...steps).map { step in
      belief = try model.posterior(
        of: input, from: belief, at: InferenceMoment(at: address(step)))
      state = try lateral.next(after: state, drive: drive, at: address(step))
      return (belief, state)
    }
  }

  @Test("It is the direct form up to rounding, spike for spike")
  func direct() throws {
    let steps = try both(LateralInference(model), steps: 40)
    for (direct, lateral) in steps {
      #expect(direct.latents == lateral.counts)
      let difference =
        zip(direct.logRates.values, lateral.logRates.values)
        .map { abs($0 - $1) }.max() ?? .infinity
      #expect(difference < 1e-4)
    }
    let spikes = steps.reduce(0) { $0 + $1.lateral.counts.values.reduce(0, +) }
    #expect(spikes > 100, "\(spikes) spikes")
  }

  @Test("Another leak is told apart")
  func negativeControl() throws {
    var other = model
    other.logLeak = other.logLeak + 0.1
    let last = try #require(try both(LateralInference(other), steps: 5).last)
    let difference =
      zip(last.direct.logRates.values, last.lateral.logRates.values)
      .map { abs($0 - $1) }.max() ?? 0
    #expect(difference > 1e-3)
  }

  @Test("Neurons of one trial do not see another")
  func trials() throws {
    let lateral = LateralInference(model)
    let together = try both(lateral, steps: 6).last?.lateral
    var state = try lateral.start(count: 2, at: address(0))
    let drive = lateral.drive(of: input.rows(0..<2))
    for step in 1...6 { state = try lateral.next(after: state, drive: drive, at: address(step)) }
    #expect(state.counts == together?.counts.rows(0..<2))
  }
}
