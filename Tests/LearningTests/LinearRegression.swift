// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Learning
import Randomness
import Tensors

/// A toy: one linear map that should find another, with noise addressed by trial.
struct LinearRegression: Objective {
  let target: Linear

  func loss(of model: Linear, on batch: Tensor, context: StepContext) -> ShardLoss {
    let rows = batch.shape[0]
    let outputs = target.weight.shape[0]
    var noise: [Float] = []
    for trial in 0..<rows {
      var generator = context.seeds.generator(
        for: "noise", context.step, context.firstTrial + trial)
      for _ in 0..<outputs { noise.append(Float(0.1 * generator.normal())) }
    }
    let wanted = target(batch) + Tensor(noise, shape: [rows, outputs])
    let error = squaredErrorSum(model(batch), wanted)
    return ShardLoss(
      loss: error * Float(context.beta), terms: [LossTerm("mse", Double(error.scalar))])
  }

  static func data(_ count: Int, seed: UInt64 = 5) -> Tensor {
    var generator = SeedSequence(seed).generator(for: "data")
    return Initializer.normal(standardDeviation: 1).tensor([count, 6], fanIn: 6, using: &generator)
  }

  static func model(seed: UInt64) -> Linear {
    var generator = SeedSequence(seed).generator(for: .weights)
    return Linear(inputs: 6, outputs: 3, bias: .zeros, using: &generator)
  }

  static let objective = LinearRegression(target: model(seed: 99))

  static func training(
    steps: Int = 40, shards: Int = 8, threads: Int = 1, seed: UInt64 = 3
  ) throws -> Training<LinearRegression, Adamax> {
    Training(
      model(seed: 1), objective: objective, optimizer: Adamax(weightDecay: 1e-4),
      batches: try Minibatches(data(150), size: 37),
      plan: TrainingPlan(
        steps: steps, rate: .warmupThenCosine(peak: 0.05), gradientLimit: .constant(2),
        shards: shards),
      seed: seed, threads: threads)
  }
}

/// A fresh path in the folder for temporary files.
func temporaryPath() -> String {
  NSTemporaryDirectory() + "interspike-learning-\(UUID().uuidString)"
}

extension Training {
  /// Every step that is left.
  func remainingSteps() throws -> [TrainingStep] {
    var steps: [TrainingStep] = []
    while let step = try next() { steps.append(step) }
    return steps
  }
}
