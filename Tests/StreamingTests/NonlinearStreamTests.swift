// SPDX-License-Identifier: GPL-3.0-or-later

import Distributions
import Foundation
import LatentModels
import Randomness
import SpikeTrains
import Streaming
import Tensors
import Testing

/// Streams of models whose decoder is not linear: they go through the decoder in every step.
@Suite("Streams through a decoder that is not linear")
struct NonlinearStreamTests {
  private func counts(_ state: InferenceState) -> Tensor {
    Tensor(state.spikes.dense.values.map { Float($0) }, shape: state.logRates.shape)
  }

  private func distance(_ left: Tensor, _ right: Tensor) -> Float {
    zip(left.values, right.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test(
    "Every step is the model's own posterior, on any number of threads, with free energies from their definition"
  )
  func steps() throws {
    let model = try StreamFixture.nonlinearModel()
    let frames = StreamFixture.frames(3)
    let inferences = try [1, 3].map { threads in
      try StreamFixture.inference(model) { $0.threads = threads }
    }
    var states = try inferences.map { try $0.start(patches: StreamFixture.patches) }
    for frame in frames {
      let before = states[0].logRates
      var belief = PoissonBelief(
        logRates: before, latents: counts(states[0]),
        reconstruction: model.likelihood.decoder(counts(states[0])))
      let moments = try zip(inferences, states).map { try $0.infer(frame, after: $1) }
      for window in moments[0].windows {
        belief = try model.posterior(
          of: frame, from: belief,
          at: InferenceMoment(
            at: DrawAddress(
              seed: SeedSequence(5), purpose: .streaming, window: window.index)))
      }
      states = moments.map(\.state)
      #expect(states[0] == states[1])
      #expect(moments[0].reconstruction == moments[1].reconstruction)
      // Blocks of 32 patches round products differently.
      #expect(distance(states[0].logRates, belief.logRates) < 1e-4)
      #expect(counts(states[0]) == belief.latents)
      #expect(distance(moments[0].reconstruction, belief.reconstruction) < 1e-4)
      #expect(belief.logRates != before)
      let energy =
        Double(
          model.likelihood.negativeLogLikelihood(of: frame, reconstruction: belief.reconstruction)
            .scalar)
        + Divergence.poissonByTrial(logRates: belief.logRates, from: before).reduce(0, +)
      #expect(abs(moments[0].freeEnergies.reduce(0, +) - energy) < 1e-5 * abs(energy))
    }
  }

  @Test("A convolutional decoder streams, with free energies of its own reconstructions")
  func convolutional() throws {
    var generator = SeedSequence(1).generator(for: .weights)
    var model = IterativePoissonVAE(
      likelihood: PixelLikelihood(
        decoder: try DecoderNetwork(
          .convolutional, latents: 10, pixels: 256, hasBias: true, channels: 4, using: &generator),
        pixels: 256), initialLogRates: Tensor(repeating: -0.5, shape: [1, 10]))
    model.logStep = Tensor([-3], shape: [1])
    model.transition = FrameTransition(.gated, latents: 10)
    let inference = try StreamFixture.inference(model) { $0.start = .transition }
    var state = try inference.start(patches: 3)
    for index in 0..<3 {
      let before = state.logRates
      let frame = StreamFixture.normals([3, 256], 1, 12, index)
      let moment = try inference.infer(frame, after: state)
      state = moment.state
      #expect(state.logRates != before)
      let seen = model.likelihood.decoder(counts(state))
      #expect(distance(moment.reconstruction, seen) < 1e-4)
      var error = 0.0
      for (value, found) in zip(frame.values, seen.values) {
        error += Double((value - found) * (value - found))
      }
      #expect(abs(moment.squaredErrors.reduce(0, +) - error) < 1e-3 * error)
    }
  }

  @Test("A linear model steps alike by lateral inhibition and through its decoder")
  func linear() throws {
    let model = StreamFixture.model()
    let lateral = LateralInference(model)
    let seen = StreamFixture.frames(1)[0]
    let state = try lateral.start(
      count: StreamFixture.patches,
      at: DrawAddress(seed: SeedSequence(9), purpose: .streaming))
    var rates = state.logRates
    lateral.integrate(&rates, drive: lateral.drive(of: seen), spikes: state.spikes)
    let through = model.logRates(after: state.logRates, counts: state.counts, seeing: seen)
    #expect(distance(rates, through) < 1e-4)
    #expect(rates != state.logRates)
  }
}
