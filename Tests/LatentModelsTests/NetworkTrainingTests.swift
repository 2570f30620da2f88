// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import LayerTesting
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

@Suite("Training networks with noise")
struct NetworkTrainingTests {
  private let data = arbitrary([24, 256], salt: 6)
  private let plan = TrainingPlan(steps: 6, rate: .constant(0.01), beta: .constant(1))

  private func model(_ architecture: Architecture, seed: UInt64 = 3) throws -> PoissonVAE {
    var generator = SeedSequence(seed).generator(for: .weights)
    return PoissonVAE(
      encoder: try EncoderNetwork(
        architecture, pixels: 256, outputs: 6, hasBias: true, channels: 4, expansion: 2,
        using: &generator),
      decoder: try DecoderNetwork(
        architecture, latents: 6, pixels: 256, hasBias: true, channels: 4, expansion: 2,
        using: &generator),
      logPrior: PoissonVAE.randomLogPrior(latents: 6, below: -2, using: &generator))
  }

  private func training(
    _ model: PoissonVAE, threads: Int = 1
  ) throws -> Training<NegativeELBO<PoissonVAE>, Adamax> {
    Training(
      model, objective: NegativeELBO<PoissonVAE>(), optimizer: Adamax(),
      batches: try Minibatches(data, size: 12), plan: plan, seed: 4, threads: threads)
  }

  private func finished<Goal: Objective>(
    _ training: Training<Goal, Adamax>, steps: Int = .max
  ) throws -> [UInt8] {
    while training.stepsTaken < steps, try training.next() != nil {}
    return try training.checkpoint(configuration: "{}").file().encoded()
  }

  @Test(
    "The bytes of a checkpoint depend neither on the threads nor on interruptions",
    arguments: [Architecture.mlp, .convolutional])
  func identity(_ architecture: Architecture) throws {
    let whole = try finished(training(model(architecture)))
    #expect(try finished(training(model(architecture), threads: 2)) == whole)
    let rest = try finished(training(model(architecture)), steps: 4)
    let resumed = try Training(
      resuming: Checkpoint(file: SafetensorsFile(bytes: rest)),
      into: model(architecture, seed: 77), objective: NegativeELBO<PoissonVAE>(),
      optimizer: Adamax(), batches: Minibatches(data, size: 12), plan: plan, threads: 2)
    #expect(try finished(resumed) == whole)
  }

  @Test("Dropout acts in training and not in inference")
  func noise() throws {
    let model = try model(.convolutional)
    let address = DrawAddress(seed: SeedSequence(1), purpose: "encoder noise")
    #expect(model.encoder(data) == model.encoder(data))
    #expect(model.encoder(data, noise: address) != model.encoder(data))
    #expect(model.encoder(data, noise: address) == model.encoder(data, noise: address))
  }
}
