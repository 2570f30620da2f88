// SPDX-License-Identifier: GPL-3.0-or-later

import LatentModels
import Randomness
import SpikeTrains
import Streaming
import Tensors
import Testing

/// What neurons believe when a frame comes, and what their beliefs cost.
@Suite struct BeliefTests {
  @Test("A frame that begins at the prior does not know the frame before")
  func frameThatBeginsAtPrior() throws {
    let (frames, other) = (StreamFixture.frames(2), StreamFixture.frames(9)[8])
    for start in StreamOptions.FrameStart.allCases {
      let inference = try StreamFixture.inference { $0.start = start }
      let begin = try inference.start(patches: StreamFixture.patches)
      let (a, b) = (
        try inference.infer(frames[0], after: begin).state,
        try inference.infer(other, after: begin).state
      )
      let (after, afterOther) = (
        try inference.infer(frames[1], after: a), try inference.infer(frames[1], after: b)
      )
      #expect((after.state.logRates == afterOther.state.logRates) == (start == .prior))
    }
  }

  @Test("The first frame begins at the prior in every way") func firstFrameBeginsAtPrior() throws {
    let frame = StreamFixture.frames(1)[0]
    let found = try StreamOptions.FrameStart.allCases.map { start in
      let inference = try StreamFixture.inference { $0.start = start }
      return try inference.infer(frame, after: inference.start(patches: StreamFixture.patches))
    }
    for other in found[1...] {
      #expect(found[0].state.logRates == other.state.logRates)
      #expect(found[0].windows == other.windows)
    }
  }

  /// Frames that have nothing to do with each other.
  private func cuts(_ count: Int) -> [Tensor] {
    (0..<count).map {
      StreamFixture.normals([StreamFixture.patches, StreamFixture.pixels], 1, 31, $0)
    }
  }

  @Test("Carrying the posterior on is worth the more, the longer a frame stays")
  func carryingPosteriorOnIsWorth() async throws {
    /// How much less a frame costs when the belief is carried on, on average over a film.
    func worth(_ film: [Tensor]) async throws -> Double {
      let energies = try await [StreamOptions.FrameStart.posterior, .prior].asyncMap { start in
        let inference = try StreamFixture.inference(steps: 6) { $0.start = start }
        return try await StreamFixture.moments(film, by: inference)
          .reduce(0) { $0 + $1.freeEnergy } / Double(film.count)
      }
      return energies[1] - energies[0]
    }
    var last = 0.0
    for stay in [1, 2, 4, 12] {
      let film = cuts(12).flatMap { [Tensor](repeating: $0, count: stay) }
      let found = try await worth(film)
      #expect(found > last + 20, "frames that stay for \(stay)")
      last = found
    }
  }

  @Test("Divergences of steps are those of frames of one step each")
  func divergencesOfStepsAreThose() async throws {
    let frames = StreamFixture.frames(4)
    let whole = try await StreamFixture.moments(frames, by: StreamFixture.inference(steps: 3))
    let parts = try await StreamFixture.moments(
      frames.flatMap { [$0, $0, $0] },
      by: StreamFixture.inference(steps: 1, interval: 0.04 / 3))
    for (frame, moment) in whole.enumerated() {
      let steps = parts[3 * frame..<3 * frame + 3]
      #expect(moment.state.logRates == steps.last?.state.logRates)
      for patch in 0..<StreamFixture.patches {
        let sum = steps.reduce(0) { $0 + $1.divergences[patch] }
        #expect(abs(moment.stepDivergences[patch] - sum) < 1e-9 * (1 + sum))
        #expect(moment.firstStepDivergences[patch] == steps.first?.divergences[patch])
      }
      #expect(moment.stepDivergence < 0.9 * moment.divergence, "frame \(frame)")
    }
    for moment in parts { #expect(moment.stepDivergences == moment.divergences) }
  }

  @Test("A cut is a surprise") func cutIsSurprise() async throws {
    let (a, b) = (
      StreamFixture.normals([70, 20], 2, 21, 0), StreamFixture.normals([70, 20], 2, 21, 1)
    )
    let film = [Tensor](repeating: a, count: 30) + [Tensor](repeating: b, count: 2)
    let divergences = try await StreamFixture.moments(film, by: StreamFixture.inference())
      .map(\.divergence)
    let calm = try #require(divergences[20..<30].max())
    #expect(divergences[30] > 2 * calm, "\(divergences)")
  }

  @Test("The free energy of expected counts is the mean of that of drawn ones")
  func freeEnergyOfExpectedCounts() async throws {
    // A step of e⁻²⁰ leaves the rates where they are: only the draws differ from frame to frame.
    var model = StreamFixture.model()
    model.logStep = Tensor([-20], shape: [1])
    let film = [Tensor](repeating: StreamFixture.frames(1)[0], count: 400)
    let sampling = try StreamFixture.inference(model, steps: 1) { $0.start = .prior }
    let drawn = try await StreamFixture.moments(film, by: sampling).map(\.freeEnergy)
    let expected = try await StreamFixture.moments(
      Array(film[..<1]), by: StreamFixture.inference(model, steps: 1) { $0.decoding = .mean })
    let mean = drawn.reduce(0, +) / 400
    let variance = drawn.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399
    let error = (variance / 400).squareRoot()
    // Four standard errors: one false alarm in 16,000.
    #expect(abs(expected[0].freeEnergy - mean) < 4 * error, "\(expected[0].freeEnergy), \(mean)")
    #expect(4 * error < 0.01 * mean, "the test sees differences of one percent")
  }

  @Test("What is seen is scored over all patches together") func whatIsSeenIsScored() async throws {
    let frame = StreamFixture.frames(1)[0]
    let found = try await StreamFixture.moments(
      [Tensor](repeating: frame, count: 20), by: StreamFixture.inference())[19]
    var (error, variation) = (0.0, 0.0)
    for patch in 0..<70 {
      let row = frame.values[patch * 20..<(patch + 1) * 20].map(Double.init)
      let mean = row.reduce(0, +) / 20
      for (pixel, value) in row.enumerated() {
        variation += (value - mean) * (value - mean)
        let difference = value - Double(found.reconstruction.values[patch * 20 + pixel])
        error += difference * difference
      }
    }
    let rSquared = try #require(found.rSquared)
    #expect(abs(rSquared - (1 - error / variation)) < 1e-6)
    let blank = try await StreamFixture.moments(
      [Tensor(repeating: 0.5, shape: [70, 20])], by: StreamFixture.inference())
    #expect(blank[0].rSquared == nil)
  }

  @Test("Live rates are the rates, and forget") func liveRatesAreRates() async throws {
    var model = StreamFixture.model()
    model.logStep = Tensor([-20], shape: [1])
    model.initialLogRates = Tensor(repeating: -1, shape: [1, 37])
    let inference = try StreamFixture.inference(model, steps: 2, interval: 0.1)
    let moments = try await StreamFixture.moments(
      [Tensor](repeating: StreamFixture.frames(1)[0], count: 30), by: inference)
    var rates = LiveRates(timeConstant: 0.2)
    rates.add(moments[0])
    let first = Double(moments[0].spikeCount) / (0.1 * 70 * 37)
    #expect(abs(try #require(rates.population) - first) < 1e-9)
    rates.add(moments[1])
    let second = Double(moments[1].spikeCount) / (0.1 * 70 * 37)
    let faded = first + (1 - 0.6065306597) * (second - first)
    #expect(abs(try #require(rates.population) - faded) < 1e-6)
    for moment in moments[2...] { rates.add(moment) }
    let mean = rates.byNeuron.reduce(0, +) / 37
    #expect(abs(mean - (try #require(rates.population))) < 1e-9)
    // e⁻¹ spikes in 50 ms; the average spans about 4 frames of 5180 windows.
    #expect(abs(mean - 7.3576) < 0.3, "\(mean) Hz")
    var last = LiveRates(timeConstant: 0)
    last.add(moments[0])
    last.add(moments[1])
    #expect(abs(try #require(last.population) - second) < 1e-9)
  }
}

extension Sequence where Self: Sendable, Element: Sendable {
  func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
    var found: [Result] = []
    for element in self { found.append(try await transform(element)) }
    return found
  }
}
