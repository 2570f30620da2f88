// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import Evaluation
internal import LatentModels
internal import Learning
internal import Randomness
internal import Tensors

/// A training of a model in its run folder.
struct ModelTraining {
  let folder: RunFolder
  let configuration: RunConfiguration
  let data: StimulusFile
  let heldOut: StimulusFile?
  /// The model before the first step; one of random weights when there is none.
  let initial: (any TrainableModel)?
  let threads: Int
  let console: Console

  /// Makes sure that the training could go on from the checkpoint, without taking a step.
  func check(_ checkpoint: Checkpoint?) throws {
    try heldOut?.identity.requirePixels(
      configuration.pixels, orWindowsOf: configuration.data.pixels, of: "the model")
    try check(try model(of: checkpoint), checkpoint)
  }

  /// Takes all steps of a new run, saying so.
  func begin() throws {
    console.inform(
      """
      \(configuration.latents) latents, \(data.identity.count) data of \(data.identity.pixels) \
      numbers, batches of \(configuration.batch), seed \(configuration.seed), \(threads) threads, \
      into \(folder.path)
      """)
    try run(from: nil)
    console.inform("\(configuration.steps) steps taken; the model is in \(folder.path)")
  }

  /// Takes the steps that are missing, from the checkpoint or from the initial weights.
  func run(from checkpoint: Checkpoint?) throws {
    Interruption.watch()
    try run(try model(of: checkpoint), from: checkpoint)
  }

  private func model(of checkpoint: Checkpoint?) throws -> any TrainableModel {
    if let checkpoint { return try configuration.model(of: checkpoint, in: folder.checkpointPath) }
    return try initial ?? configuration.settings.model(seed: SeedSequence(configuration.seed))
  }

  private func check<Model: TrainableModel>(_ model: Model, _ checkpoint: Checkpoint?) throws {
    try check(model, Model.objective(configuration), checkpoint)
  }

  private func check<Model: TrainableModel>(
    _ model: Model, _ objective: some Objective<Model>, _ checkpoint: Checkpoint?
  ) throws {
    _ = try training(model, objective, from: checkpoint)
  }

  private func run<Model: TrainableModel>(_ model: Model, from checkpoint: Checkpoint?) throws {
    try regularise(model, Model.objective(configuration), from: checkpoint)
  }

  private func regularise<Model: TrainableModel>(
    _ model: Model, _ objective: some Objective<Model>, from checkpoint: Checkpoint?
  ) throws {
    guard configuration.lognormWeight > 0 else {
      return try run(model, objective, from: checkpoint)
    }
    try run(
      model, Regularised(objective, weight: configuration.lognormWeight), from: checkpoint)
  }

  private func run<Model: TrainableModel, Goal: Objective<Model>>(
    _ model: Model, _ objective: Goal, from checkpoint: Checkpoint?
  ) throws {
    let training = try training(model, objective, from: checkpoint)
    let metrics = try MetricsFile(
      path: folder.metricsPath, continuingFrom: checkpoint == nil ? nil : training.stepsTaken)
    let description = try JSONText.encode(configuration.withFileNames)
    var rotation = try CheckpointRotation(folder: folder.path, keeping: configuration.keep)
    func save(score: Double?) throws {
      try Interruption.completing {
        try metrics.flush()
        try rotation.write(
          training.checkpoint(
            configuration: description, score: configuration.keepBest ? score : nil))
      }
    }
    if checkpoint == nil { try save(score: try evaluate(training, into: metrics)) }
    let progress = Progress(
      "training", unit: "steps", from: training.stepsTaken, of: configuration.steps, on: console)
    defer { progress.end() }
    var saved = training.stepsTaken
    var began = ContinuousClock.now
    leaveInstructions(after: saved)
    while let step = try naming(step: training.stepsTaken, { try training.next() }) {
      let taken = training.stepsTaken
      try metrics.append(TrainingRecord(step))
      progress.show(done: taken, note: "loss \(Text.number(step.loss))")
      let isMeasured = isDue(taken, every: configuration.evaluateEvery)
      let score = isMeasured ? try evaluate(training, into: metrics) : nil
      let isBest = configuration.keepBest && score != nil
      if isBest || isDue(taken, every: configuration.checkpointEvery)
        || Interruption.signal != nil
      {
        try save(score: score)
        saved = taken
      }
      try Interruption.check(sentence(saved))
      let isLong = began.duration(to: .now) > Self.longStep
      if saved < taken, isLong || isDue(taken + 1, every: configuration.evaluateEvery) {
        leaveInstructions(
          after: saved, toSave: training.checkpoint(configuration: description), in: rotation)
      } else {
        leaveInstructions(after: saved)
      }
      began = .now
    }
    Interruption.leaveInstructions(nil)
  }

  /// From here on a signal may not wait for the end of a step.
  private static let longStep = Duration.milliseconds(200)

  private func sentence(_ step: Int) -> String {
    "stopped after step \(step) of \(configuration.steps). Go on with "
      + "`interspike train --resume \(folder.path)`."
  }

  /// Says what becomes of a training whose step is not waited for: the step before is saved, if it took long.
  private func leaveInstructions(
    after saved: Int, toSave checkpoint: Checkpoint? = nil, in rotation: CheckpointRotation? = nil
  ) {
    Interruption.leaveInstructions {
      guard let checkpoint, var rotation else { return sentence(saved) }
      do {
        try rotation.write(checkpoint)
        return sentence(checkpoint.step)
      } catch {
        return sentence(saved)
      }
    }
  }

  private func training<Model: TrainableModel, Goal: Objective<Model>>(
    _ model: Model, _ objective: Goal, from checkpoint: Checkpoint?
  ) throws -> Training<Goal, Adamax> {
    let batches = try Minibatches(data.data, size: configuration.batch)
    let optimizer = Adamax(weightDecay: configuration.weightDecay)
    let average =
      configuration.ema > 0 ? ExponentialMovingAverage(decay: configuration.ema) : nil
    guard let checkpoint else {
      return Training(
        model, objective: objective, optimizer: optimizer, batches: batches,
        plan: configuration.plan, seed: configuration.seed, threads: threads, average: average)
    }
    return try Training(
      resuming: checkpoint, into: model, objective: objective, optimizer: optimizer,
      batches: batches, plan: configuration.plan, threads: threads, average: average)
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

  /// Measures the model, or its average when there is one, and gives its NELBO; nil without held-out data.
  private func evaluate<Goal: Objective>(
    _ training: Training<Goal, Adamax>, into metrics: borrowing MetricsFile
  ) throws -> Double? where Goal.Model: TrainableModel {
    guard let heldOut else { return nil }
    let (model, step) = (training.averagedModel ?? training.model, training.stepsTaken)
    let found = try naming(step: step) {
      try model.measured(
        on: configuration.inputMotion.middle(of: heldOut.data), step: step,
        configuration: configuration, threads: threads)
    }
    try metrics.append(found.record)
    console.inform(found.sentence)
    return found.nelbo
  }
}
