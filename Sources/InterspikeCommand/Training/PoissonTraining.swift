// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import Evaluation
internal import LatentModels
internal import Learning
internal import Randomness
internal import Tensors

/// A training of a linear Poisson VAE in its run folder.
struct PoissonTraining {
  let folder: RunFolder
  let configuration: RunConfiguration
  let data: StimulusFile
  let heldOut: StimulusFile?
  /// The model before the first step; one of random weights when there is none.
  let initial: LinearPoissonVAE?
  let threads: Int
  let console: Console

  /// Makes sure that the training could go on from the checkpoint, without taking a step.
  func check(_ checkpoint: Checkpoint?) throws {
    try heldOut?.requirePixels(data.identity.pixels, of: "the model")
    switch configuration.objective {
    case .sampled:
      _ = try training(NegativeELBO(indicator: configuration.indicator), from: checkpoint)
    case .exact: _ = try training(ExactNegativeELBO(), from: checkpoint)
    }
  }

  /// Takes the steps that are missing, from the checkpoint or from the initial weights.
  func run(from checkpoint: Checkpoint?) throws {
    Interruption.watch()
    switch configuration.objective {
    case .sampled: try run(NegativeELBO(indicator: configuration.indicator), from: checkpoint)
    case .exact: try run(ExactNegativeELBO(), from: checkpoint)
    }
  }

  private func run<Goal: Objective>(
    _ objective: Goal, from checkpoint: Checkpoint?
  ) throws where Goal.Model == LinearPoissonVAE {
    let training = try training(objective, from: checkpoint)
    let metrics = try MetricsFile(
      path: folder.metricsPath, continuingFrom: checkpoint == nil ? nil : training.stepsTaken)
    let description = try JSONText.encode(configuration.withFileNames)
    func save() throws {
      try metrics.flush()
      try training.checkpoint(configuration: description).write(to: folder.checkpointPath)
    }
    if checkpoint == nil {
      try evaluate(training.model, step: 0, into: metrics)
      try save()
    }
    let progress = Progress(
      "training", unit: "steps", from: training.stepsTaken, of: configuration.steps, on: console)
    defer { progress.end() }
    var saved = training.stepsTaken
    while let step = try naming(step: training.stepsTaken, { try training.next() }) {
      let taken = training.stepsTaken
      try metrics.append(TrainingRecord(step))
      progress.show(done: taken, note: "loss \(Text.number(step.loss))")
      if isDue(taken, every: configuration.evaluateEvery) {
        try evaluate(training.model, step: taken, into: metrics)
      }
      if isDue(taken, every: configuration.checkpointEvery) || Interruption.signal != nil {
        try save()
        saved = taken
      }
      try Interruption.check(
        "stopped after step \(saved) of \(configuration.steps). Go on with "
          + "`interspike train --resume \(folder.path)`.")
    }
  }

  private func training<Goal: Objective>(
    _ objective: Goal, from checkpoint: Checkpoint?
  ) throws -> Training<Goal, Adamax> where Goal.Model == LinearPoissonVAE {
    let batches = try Minibatches(data.data, size: configuration.batch)
    let optimizer = Adamax(weightDecay: configuration.weightDecay)
    let seed = configuration.seed
    guard let checkpoint else {
      let model =
        initial
        ?? LinearPoissonVAE(
          pixels: data.identity.pixels, latents: configuration.latents, seed: SeedSequence(seed))
      return Training(
        model, objective: objective, optimizer: optimizer, batches: batches,
        plan: configuration.plan, seed: seed, threads: threads)
    }
    let shape = try configuration.shape(of: checkpoint, in: folder.checkpointPath)
    return try Training(
      resuming: checkpoint, into: try LinearPoissonVAE(shape, checkpoint), objective: objective,
      optimizer: optimizer, batches: batches, plan: configuration.plan, threads: threads)
  }

  /// Says at which step the model failed; only a training's own error does so itself.
  private func naming<Result>(step: Int, _ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let error as any ExitStatusReporting where !(error is TrainingError) {
      throw Refusal(error.exitStatus, "training stopped at step \(step): \(error)")
    }
  }

  private func isDue(_ step: Int, every period: Int) -> Bool {
    step.isMultiple(of: period) || step == configuration.steps
  }

  private func evaluate(
    _ model: LinearPoissonVAE, step: Int, into metrics: borrowing MetricsFile
  ) throws {
    guard let heldOut else { return }
    let evaluation = try naming(step: step) {
      try model.evaluated(on: heldOut.data, seed: configuration.seed, threads: threads)
    }
    try metrics.append(
      EvaluationRecord(
        evaluation: evaluation, step: step, seed: configuration.seed, partition: "held-out"))
    console.inform(
      """
      step \(step): held-out NELBO \(Text.number(evaluation.nelbo)) \
      (error \(Text.number(evaluation.mse)) + KL \(Text.number(evaluation.kl))), \
      \(Text.number(100 * evaluation.activeFraction, digits: 3)) % active
      """)
  }
}

extension PoissonVAE where Encoder == Linear, Decoder == Linear {
  /// Evaluates the model with the draws of a seed.
  ///
  /// - Throws: `ArrivalError`, and `Refusal` when the model has diverged.
  func evaluated(on data: Tensor, seed: UInt64, threads: Int) throws -> HeldOutEvaluation {
    let evaluation = try evaluated(
      on: data, at: DrawAddress(seed: SeedSequence(seed), purpose: .evaluation),
      threads: threads)
    for (name, value) in [("NELBO", evaluation.nelbo), ("squared error", evaluation.mseMAP)] {
      guard !value.isFinite else { continue }
      throw Refusal(
        .badData,
        "the \(name) of the model on these data is \(Text.number(value)): it has diverged. "
          + "Train with a lower learning rate, or limit the gradient norm.")
    }
    return evaluation
  }
}
