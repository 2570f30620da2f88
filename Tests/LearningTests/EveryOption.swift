// SPDX-License-Identifier: GPL-3.0-or-later

import Learning
import Randomness
import Tensors

/// A small network with everything a training can have: dropout, filters with a length, a frozen value.
struct EveryOption: Parametrized, Sendable {
  var first: Linear
  var lognorm: Tensor
  var second: Linear
  var frozen: Tensor

  init(seed: UInt64) {
    var generator = SeedSequence(seed).generator(for: .weights)
    first = Linear(inputs: 6, outputs: 8, bias: .fanIn, using: &generator)
    second = Linear(inputs: 8, outputs: 3, using: &generator)
    lognorm = Initializer.normal(standardDeviation: 0.3).tensor([8], fanIn: 8, using: &generator)
    frozen = Tensor([Float(generator.uniform()), 1, 1], shape: [3])
  }

  func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    let hidden = sigmoid(first(input)) * exp(lognorm)
    return second(Dropout(0.2, name: "hidden")(hidden, noise: address)) * frozen
  }

  mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    first.forEachParameter(under: "first", visit)
    visit("enc.0.lognorm", &lognorm)
    second.forEachParameter(under: "second", visit)
  }

  mutating func forEachBuffer(_ visit: (String, inout Tensor) -> Void) {
    visit("frozen", &frozen)
  }

  /// The error of the noisy network, weighted as the KL of a step.
  struct Error: Objective {
    func loss(of model: EveryOption, on batch: Tensor, context: StepContext) -> ShardLoss {
      let address = DrawAddress(
        seed: context.seeds, purpose: "dropout", window: context.step,
        firstTrial: context.firstTrial)
      let error = squaredErrorSum(
        model(batch, noise: address), LinearRegression.objective.target(batch))
      return ShardLoss(
        loss: error * Float(context.beta + context.temperature),
        terms: [LossTerm("mse", Double(error.scalar))])
    }
  }

  static let batches = Result { try Minibatches(LinearRegression.data(90), size: 20) }
  static let objective = Regularized(Error(), weight: 0.5)
  static let optimizer = Adamax(weightDecay: 3e-4)
  static let average = ExponentialMovingAverage(decay: 0.9)

  static func plan(_ batches: Minibatches) -> TrainingPlan {
    let warmup = Schedule.Warmup.epochs(2, of: batches)
    return TrainingPlan(
      steps: 40, rate: .warmupThenCosine(peak: 0.05, warmup: warmup, restarts: 2),
      beta: .linear(from: 1e-4, to: 1, holding: 0.01),
      temperature: .exponential(from: 1, to: 0.05),
      gradientLimit: .tripledDuringWarmup(1, warmup: warmup))
  }

  static func training(
    threads: Int = 1
  ) throws -> Training<Regularized<Error>, Adamax> {
    let batches = try batches.get()
    return Training(
      EveryOption(seed: 1), objective: objective, optimizer: optimizer, batches: batches,
      plan: plan(batches), seed: 7, threads: threads, average: average)
  }

  static func resumed(
    _ checkpoint: Checkpoint, threads: Int = 1,
    average: ExponentialMovingAverage? = EveryOption.average
  ) throws -> Training<Regularized<Error>, Adamax> {
    let batches = try batches.get()
    return try Training(
      resuming: checkpoint, into: EveryOption(seed: 55), objective: objective,
      optimizer: optimizer, batches: batches, plan: plan(batches), threads: threads,
      average: average)
  }
}
