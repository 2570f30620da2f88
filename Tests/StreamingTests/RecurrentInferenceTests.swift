// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LatentModels
import Learning
import Networks
import Randomness
import SpikeTrains
import Streaming
import Tensors
import Testing

/// An iterative Poisson model that has left the world of variational autoencoders.
@Suite struct RecurrentInferenceTests {
  private static let (pixels, latents, steps) = (20, 37, 120)
  private let model: IterativePoissonVAE
  private let input: Tensor

  init() {
    var generator = SeedSequence(4).generator(for: .weights)
    func normals(_ shape: [Int], _ deviation: Double) -> Tensor {
      Tensor(
        (0..<shape.reduce(1, *)).map { _ in
          Float(generator.normal(standardDeviation: deviation))
        }, shape: shape)
    }
    var model = IterativePoissonVAE(
      pixels: Self.pixels, latents: Self.latents, seed: SeedSequence(3))
    model.likelihood.decoder.readin = Linear(
      weight: normals([Self.pixels, Self.latents], 0.25), bias: normals([Self.pixels], 0.1))
    model.likelihood.logDeviation = normals([1, Self.pixels], 0.3)
    model.logStep = Tensor([-3], shape: [1])
    model.initialLogRates = normals([1, Self.latents], 0.5) - 1
    self.model = model
    input = normals([1, Self.pixels], 1.5)
  }

  /// The counts of the model's own inference, step by step, with a second frame half-way.
  private func counts(
    _ model: IterativePoissonVAE, trial: Int
  ) throws -> [[Int]] {
    let lateral = LateralInference(model)
    func address(_ step: Int) -> DrawAddress {
      DrawAddress(seed: SeedSequence(11), purpose: .evaluation, window: step, firstTrial: trial)
    }
    var state = try lateral.start(count: 1, at: address(0))
    var counts = [state.counts.values.map { Int($0) }]
    for step in 1..<Self.steps {
      let frame = step < Self.steps / 2 ? input : input * -1
      state = try lateral.next(after: state, drive: lateral.drive(of: frame), at: address(step))
      counts.append(state.counts.values.map { Int($0) })
    }
    return counts
  }

  private func unrolled(
    _ model: IterativePoissonVAE, windowsPerStep: Int = 1, trial: Int = 0
  ) throws -> [[Int]] {
    let inference = try RecurrentInference(
      unrolling: model, stepDuration: 0.01, windowsPerStep: windowsPerStep)
    var run = try inference.network.run(seed: 11, trial: trial)
    return try (0..<Self.steps).map { step in
      let frame = step < Self.steps / 2 ? input : input * -1
      try run.setDrive(inference.drive(of: frame), of: inference.neurons)
      var counts = [Int](repeating: 0, count: Self.latents)
      for _ in 0..<windowsPerStep {
        let slice = try #require(try run.next())
        for spike in slice[inference.neurons] { counts[spike.neuron] += 1 }
      }
      return counts
    }
  }

  @Test(
    "With windows of a step the counts are the model's own, spike for spike", arguments: [0, 3])
  func withWindowsOfStepCounts(trial: Int) throws {
    let (own, network) = (try counts(model, trial: trial), try unrolled(model, trial: trial))
    #expect(own == network)
    let total = own.reduce(0) { $0 + $1.reduce(0, +) }
    #expect(total > 300, "\(total) spikes")
    // Negative controls: another leak, and another trial.
    var other = model
    other.logLeak = other.logLeak + 0.5
    #expect(try unrolled(other, trial: trial) != own)
    #expect(try unrolled(model, trial: trial + 1) != own)
  }

  @Test("A network without weights fires the same in continuous time")
  func networkWithoutWeightsFiresSame() throws {
    var silent = model
    silent.likelihood.decoder.readin.weight = Tensor.zeros([Self.pixels, Self.latents])
    silent.logLeak = Tensor(repeating: -30, shape: [1, Self.latents])
    let inference = try RecurrentInference(
      unrolling: silent, stepDuration: 0.01, windowsPerStep: 8)
    var run = try inference.network.run(seed: 1)
    var counts = [Double](repeating: 0, count: Self.latents)
    while let slice = try run.next(before: 20) {
      for spike in slice[inference.neurons] { counts[spike.neuron] += 1 }
    }
    for (neuron, count) in counts.enumerated() {
      let expected = 2000 * Foundation.exp(Double(silent.initialLogRates.values[neuron]))
      #expect(abs(count - expected) < 5.5 * expected.squareRoot())
    }
  }

  @Test("In continuous time it explains its input no worse") func inContinuousTimeItExplains()
    throws
  {
    // The mean counts of the first frame, once settled, through the decoder.
    func error(_ counts: [[Int]]) -> Double {
      let settled = counts[30..<Self.steps / 2]
      let mean = (0..<Self.latents).map { neuron in
        Float(settled.reduce(0) { $0 + $1[neuron] }) / Float(settled.count)
      }
      let rest = input - model.likelihood.decoder(Tensor(mean, shape: [1, Self.latents]))
      return Double((rest * rest).sum().values[0])
    }
    let (step, continuous) = (
      error(try unrolled(model)), error(try unrolled(model, windowsPerStep: 10))
    )
    let nothing = Double((input * input).sum().values[0])
    #expect(step < 0.5 * nothing, "\(step) of \(nothing)")
    #expect(continuous < 1.25 * step, "\(continuous) in continuous time, \(step) in steps")
  }

  @Test("Network(unrolling:) is its network") func networkUnrollingIsItsNetwork() throws {
    let network = try Network(unrolling: model, stepDuration: 0.01)
    #expect(network.populations.map(\.neuronCount) == [Self.latents])
    #expect(network.windowDuration == 0.01)
  }
}
