// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// What becomes of a belief between two frames.
@Suite("Transitions between frames")
struct FrameTransitionTests {
  private let after = GoldenRule.tensor("after", [3, 8])
  private let seen = GoldenRule.tensor("x", [3, 16])

  private func model(_ form: FrameTransition.Form) throws -> IterativePoissonVAE {
    try FilmGolden.named("gated").model(form)
  }

  private func expectNear(
    _ found: Tensor, _ expected: [Float], _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == expected.count, sourceLocation: location)
    for (a, b) in zip(found.values, expected) {
      #expect(abs(a - b) < 1e-5 * (1 + abs(b)), sourceLocation: location)
    }
  }

  @Test("All of a belief is the belief, none of it is rest, and half lies between")
  func ends() throws {
    let model = try model(.none)
    let rest = model.initialLogRates.values
    let carried = { model.logRates(after, carriedTo: seen, retention: $0) }
    expectNear(carried(1), after.values)
    #expect(carried(0).values == rest + rest + rest)
    expectNear(carried(0.5), zip(after.values, rest + rest + rest).map { ($0 + $1) / 2 })
    #expect(model.logRates(after, carriedTo: seen) == after, "without a transition")
  }

  @Test("A leak opened wide carries on, a closed one starts anew, each neuron for itself")
  func leak() throws {
    var model = try model(.leak)
    let rest = model.initialLogRates.values
    model.transition?.logitRetention = Tensor(
      (0..<8).map { $0 < 4 ? 40 : -100 }, shape: [1, 8])
    let found = model.logRates(after, carriedTo: seen).values
    for index in 0..<24 {
      let expected = index % 8 < 4 ? after.values[index] : rest[index % 8]
      #expect(abs(found[index] - expected) < 1e-5 * (1 + abs(expected)), "neuron \(index)")
    }
  }

  /// The pool of two Poisson laws, normalized by its sum over all counts that matter, is the Poisson law of the log-rate between.
  @Test(
    "What lies between is the geometric pool of yesterday's posterior and rest",
    arguments: [0.2, 0.7])
  func pool(retention: Double) throws {
    var model = try model(.none)
    model.initialLogRates = Tensor(repeating: -1.2, shape: [1, 8])
    let believed = Tensor(repeating: 1.5, shape: [1, 8])
    let between = Double(
      model.logRates(believed, carriedTo: seen.rows(0..<1), retention: Float(retention)).values[0])
    func logMass(_ logRate: Double, _ count: Int) -> Double {
      Double(count) * logRate - exp(logRate) - (0..<count).reduce(0) { $0 + log(Double($1 + 1)) }
    }
    let pooled = (0..<60).map {
      exp(retention * logMass(1.5, $0) + (1 - retention) * logMass(-1.2, $0))
    }
    let sum = pooled.reduce(0, +)
    for count in 0..<60 {
      #expect(abs(pooled[count] / sum - exp(logMass(between, count))) < 1e-6)
    }
  }

  @Test("The more a new frame surprises, the less a gate of negative slope retains, trial by trial")
  func gate() throws {
    var model = try model(.gated)
    model.initialLogRates = .zeros([1, 8])
    model.transition?.logitRetention = .zeros([1, 8])
    model.transition?.surpriseSlope = Tensor(repeating: -1, shape: [1, 8])
    // Trial 0 sees what it expects but for .1, trial 1 what is 10 off, trial 2 what is one deviation off.
    let expected = model.likelihood.decoder(exp(after))
    let deviation = exp(model.likelihood.boundedLogDeviation)
    let off: [Float] = [0.1, 10, 1]
    let frames = Tensor(
      (0..<3).flatMap { (expected.rows($0..<$0 + 1) + deviation * off[$0]).values },
      shape: [3, 16])
    let found = model.logRates(after, carriedTo: frames).values
    for trial in 0..<3 {
      // σ(−ln e²) = 1/(1 + e²)
      let kept = 1 / (1 + off[trial] * off[trial])
      for neuron in 0..<8 {
        let belief = after.values[trial * 8 + neuron]
        #expect(abs(found[trial * 8 + neuron] - kept * belief) < 1e-3 * abs(belief))
      }
    }
  }

  @Test("A transition that was not trained retains half, and is part of the state of a model")
  func untrained() throws {
    #expect(FrameTransition(.none, latents: 3) == nil)
    for form in [FrameTransition.Form.leak, .gated] {
      var model = IterativePoissonVAE(pixels: 16, latents: 8, seed: SeedSequence(1))
      let before = model.state.map(\.name)
      model.transition = FrameTransition(form, latents: 8)
      let added = model.state.map(\.name).filter { !before.contains($0) }
      #expect(
        added == (form == .leak ? ["logit_retention"] : ["logit_retention", "surprise_slope"]))
      let rest = model.initialLogRates.values
      expectNear(
        model.logRates(after, carriedTo: seen),
        zip(after.values, rest + rest + rest).map { ($0 + $1) / 2 })
    }
  }
}
