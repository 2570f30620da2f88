// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import LatentModels
import Learning
import Randomness
import Streaming
import Tensors
import Testing

/// A stream that neither carries beliefs on as they are nor forgets them.
@Suite struct TransitionTests {
  private let frames = StreamFixture.frames(5)

  private func moments(
    _ start: StreamOptions.FrameStart, retention: Float? = nil,
    _ model: IterativePoissonVAE = StreamFixture.model()
  ) async throws -> [FrameInference] {
    try await StreamFixture.moments(
      frames,
      by: StreamFixture.inference(model) { ($0.start, $0.retention) = (start, retention) })
  }

  private func isSame(_ a: [FrameInference], _ b: [FrameInference]) throws -> Bool {
    try a.count == b.count
      && zip(a, b).allSatisfy {
        try $0.windows == $1.windows && $0.freeEnergies == $1.freeEnergies
          && $0.state.file().encoded() == $1.state.file().encoded()
      }
  }

  @Test("To retain all is to carry on, and to retain nothing is to restart, to the bit")
  func ends() async throws {
    let (carried, restarted) = (try await moments(.posterior), try await moments(.prior))
    #expect(try isSame(await moments(.transition, retention: 1), carried))
    #expect(try isSame(await moments(.transition, retention: 0), restarted))
    let between = try await moments(.transition, retention: 0.5)
    #expect(try !isSame(between, carried) && !isSame(between, restarted))
    // Which transition a model has does not matter when one number is given for all.
    for form in [FrameTransition.Form.leak, .gated] {
      let model = StreamFixture.model(form)
      for (retention, expected) in [(Float(1), carried), (0, restarted), (0.5, between)] {
        let found = try await moments(.transition, retention: retention, model)
        #expect(zip(found, expected).allSatisfy { $0.windows == $1.windows })
      }
    }
  }

  @Test(
    "A model's own transition is used when no share is given, and a model without one carries on")
  func ownTransition() async throws {
    #expect(try isSame(await moments(.transition), await moments(.posterior)))
    var model = StreamFixture.model()
    model.transition = FrameTransition(.leak, latents: StreamFixture.neurons)
    let (own, half) = (
      try await moments(.transition, model), try await moments(.transition, retention: 0.5, model)
    )
    #expect(zip(own, half).allSatisfy { $0.windows == $1.windows })
    model.transition?.logitRetention = Tensor(repeating: 1, shape: [1, StreamFixture.neurons])
    let more = try await moments(.transition, model)
    #expect(own[0].windows == more[0].windows && own[1].windows != more[1].windows)
  }

  @Test("The divergence of a frame is from what the transition made of the belief before it")
  func divergence() async throws {
    let model = StreamFixture.model(.gated)
    let inference = try StreamFixture.inference(model) { $0.start = .transition }
    let found = try await StreamFixture.moments(Array(frames[..<2]), by: inference)
    let before = model.logRates(found[0].state.logRates, carriedTo: frames[1])
    let gain = found[1].state.logRates - before
    let expected = (exp(before) * (exp(gain) * (gain - 1) + 1)).values.reduce(0) { $0 + Double($1) }
    #expect(abs(found[1].divergence - expected) < 1e-4 * expected, "\(expected)")
    let other = found[1].state.logRates - found[0].state.logRates
    let carried = (exp(found[0].state.logRates) * (exp(other) * (other - 1) + 1)).sum().scalar
    #expect(abs(Double(carried) - expected) > 0.1 * expected)
  }

  @Test("States belong to the transition they were made with")
  func fingerprint() throws {
    let models = [
      StreamFixture.model(), StreamFixture.model(.leak), StreamFixture.model(.gated),
      StreamFixture.model(.gated, slope: -0.25),
    ]
    let prints = try models.map { try StreamFixture.inference($0).fingerprint.description }
    #expect(Set(prints).count == models.count, "\(prints)")
    let state = try StreamFixture.inference(models[1]).start(patches: 3)
    #expect(throws: StreamError.self) { try StreamFixture.inference(models[2]).check(state) }
  }

  /// One neuron a pixel, and a film of causes of which half lasts from one frame to the next.
  private func world(_ count: Int) -> (model: IterativePoissonVAE, film: [Tensor]) {
    let (shape, pixels) = ([32, 20], 20)
    var model = IterativePoissonVAE(pixels: pixels, latents: pixels, seed: SeedSequence(1))
    model.likelihood.decoder.readin = Linear(
      weight: Tensor((0..<400).map { $0 % 21 == 0 ? 1 : 0 }, shape: [pixels, pixels]), bias: nil)
    model.initialLogRates = Tensor(repeating: 1.5, shape: [1, pixels])
    model.logLeak = Tensor(repeating: -20, shape: [1, pixels])
    model.logStep = Tensor([-2.5], shape: [1])
    var causes = StreamFixture.normals(shape, 0.5, 17, 0)
    let film = (0..<count).map { frame in
      if frame > 0 {
        causes = causes * 0.5 + StreamFixture.normals(shape, 0.5 * 0.75.squareRoot(), 17, frame)
      }
      return exp(causes + 1.5)
    }
    return (model, film)
  }

  @Test(
    "On a film whose frames change, keeping a part costs less than carrying on and than restarting")
  func between() async throws {
    let (model, film) = world(30)
    let energies = try await ([0, 0.5, 1] as [Float]).asyncMap { retention in
      let inference = try StreamFixture.inference(model, steps: 8) {
        ($0.start, $0.retention, $0.decoding) = (.transition, retention, .mean)
      }
      return try await StreamFixture.moments(film, by: inference)
        .reduce(0) { $0 + $1.freeEnergy } / Double(film.count)
    }
    #expect(energies[1] < energies[0] - 20 && energies[1] < energies[2] - 20, "\(energies)")
  }
}
