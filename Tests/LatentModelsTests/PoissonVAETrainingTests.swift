// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

@Suite("Training a Poisson VAE")
struct PoissonVAETrainingTests {
  private let small: SparseScenes

  init() throws {
    small = try SparseScenes(count: 200, pixels: 16, atoms: 12, rate: 0.2, norm: 3, seed: 9)
  }

  private func finished<Goal: Objective>(
    _ training: Training<Goal, Adamax>, steps: Int = .max
  ) throws -> [UInt8] {
    while training.stepsTaken < steps, try training.next() != nil {}
    return try training.checkpoint(configuration: "{}").file().encoded()
  }

  @Test("The bytes of a checkpoint do not depend on the threads")
  func threads() throws {
    let alone = try finished(small.training(latents: 20, steps: 40, batch: 50))
    for threads in [2, 3] {
      let together = try small.training(latents: 20, steps: 40, batch: 50, threads: threads)
      #expect(try finished(together) == alone)
    }
    let other = try finished(small.training(latents: 20, steps: 40, batch: 50, rate: 0.011))
    #expect(other != alone)
  }

  @Test("The bytes of a checkpoint do not depend on interruptions", arguments: [0, 1, 17, 39, 40])
  func resuming(step: Int) throws {
    let whole = try finished(small.training(latents: 20, steps: 40, batch: 50))
    let rest = try finished(small.training(latents: 20, steps: 40, batch: 50), steps: step)
    let resumed = try Training(
      resuming: Checkpoint(file: SafetensorsFile(bytes: rest)),
      into: PoissonVAE(pixels: 16, latents: 20, seed: SeedSequence(77)),
      objective: NegativeELBO<PoissonVAE>(), optimizer: Adamax(),
      batches: Minibatches(small.data, size: 50), plan: small.plan(steps: 40), threads: 2)
    #expect(try finished(resumed) == whole)
  }

  @Test("It finds the parts of which data are made, which chance does not")
  func recovery() throws {
    let scenes = try SparseScenes(count: 4000, pixels: 64, atoms: 32, rate: 0.1, norm: 3, seed: 5)
    let training = try scenes.training(latents: 64, steps: 6000, batch: 200, rate: 0.02, threads: 2)
    let untrained = scenes.matchedCosines(training.model.decoder.readin.weight)
    while try training.next() != nil {}
    let cosines = scenes.matchedCosines(training.model.decoder.readin.weight)
    // 30 of 32 where this was written; other processors round matrix products differently.
    #expect(cosines.count { $0 > 0.9 } >= 26, "\(cosines.sorted())")
    #expect(untrained.allSatisfy { $0 < 0.7 }, "\(untrained.sorted())")
  }

  @Test("Training without sampling lowers the loss without sampling")
  func exactTraining() throws {
    let training = Training(
      PoissonVAE(pixels: 16, latents: 20, seed: SeedSequence(1)),
      objective: ExactNegativeELBO<PoissonVAE>(), optimizer: Adamax(),
      batches: try Minibatches(small.data, size: 50),
      plan: TrainingPlan(steps: 300, rate: .constant(0.02), beta: .constant(1)), seed: 4)
    var losses: [Double] = []
    while let step = try training.next() { losses.append(step.loss) }
    let (first, last) = (losses.prefix(4).reduce(0, +), losses.suffix(4).reduce(0, +))
    #expect(last < 0.7 * first, "\(first / 4) to \(last / 4)")
  }

  @Test(
    "A training that diverges stops with a sentence that names the step and the value",
    arguments: [1e6, 1e12, 1e20, 1e30])
  func divergence(rate: Double) throws {
    let training = Training(
      PoissonVAE(pixels: 16, latents: 20, seed: SeedSequence(1)),
      objective: NegativeELBO<PoissonVAE>(), optimizer: Adamax(),
      batches: try Minibatches(small.data, size: 50),
      plan: TrainingPlan(steps: 400, rate: .constant(rate)), seed: 4)
    do {
      while try training.next() != nil {}
      Issue.record("a rate of \(rate) did not diverge")
    } catch {
      let sentence = "\(error)"
      #expect(error is TrainingError)
      #expect(sentence.contains("step \(training.stepsTaken)"), "\(sentence)")
      #expect(sentence.contains("inf") || sentence.contains("nan"), "\(sentence)")
      // The model is as before the step that failed.
      #expect(training.model.parameters.allSatisfy { $0.tensor.values.allSatisfy(\.isFinite) })
    }
  }

  @Test("Data that are not finite are refused by name", arguments: [Float.nan, .infinity])
  func notFinite(value: Float) throws {
    var values = small.data.values
    values[35] = value
    let error = #expect(throws: MinibatchError.self) {
      try Minibatches(Tensor(values, shape: small.data.shape), size: 50)
    }
    #expect(error?.description.contains("datum 2 holds the value \(value)") == true)
  }
}
