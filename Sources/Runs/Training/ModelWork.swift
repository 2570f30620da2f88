// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import LatentModels
internal import Learning
internal import Randomness
internal import Ranks
internal import Tensors

/// A model being trained: steps, metrics and checkpoints.
final class ModelWork<Model: TrainableModel, Goal: Objective<Model>>: RunWork {
  private let configuration: RunConfiguration
  private let heldOut: StimulusFile?
  private let threads: Int
  private let training: Training<Goal, Adamax>
  /// Of rank 0.
  private let metrics: MetricsFile?
  private let description: String
  private var rotation: CheckpointRotation?

  init(
    _ model: Model, _ objective: Goal, from checkpoint: Checkpoint?, in setting: ModelSetting
  ) throws {
    configuration = setting.configuration
    heldOut = setting.heldOut
    threads = setting.threads
    training = try setting.training(model, objective, from: checkpoint)
    description = try JSONText.encode(configuration.withFileNames)
    guard setting.ranks.isLead else {
      metrics = nil
      return
    }
    metrics = try MetricsFile(
      path: setting.folder.metricsPath,
      continuingFrom: checkpoint == nil ? nil : training.stepsTaken)
    rotation = try CheckpointRotation(
      folder: setting.folder.path, keeping: configuration.keep,
      every: [configuration.checkpointEvery]
        + (configuration.keepBest && setting.heldOut != nil ? [configuration.evaluateEvery] : []))
  }

  var stepsTaken: Int { training.stepsTaken }
  var plannedSteps: Int { configuration.steps }
  var seed: UInt64 { configuration.seed }
  var measurementPeriod: Int { configuration.evaluateEvery }
  var checkpointPeriod: Int { configuration.checkpointEvery }
  var isMeasured: Bool { heldOut != nil }
  var savesBest: Bool { configuration.keepBest }
  var closingRemark: String? { nil }
  var shards: Int { min(configuration.plan.shards, configuration.batch) }
  var digest: String { training.model.digest }

  func step() throws -> String? {
    guard let step = try naming(step: training.stepsTaken, { try training.next() }) else {
      return nil
    }
    try metrics?.append(TrainingRecord(step))
    return "loss \(Text.number(step.loss))"
  }

  /// Measures the model, or its moving average if it has one.
  func measure() throws -> RunTraining.Measurement {
    guard let heldOut else {
      fatalError("a measurement needs held-out data; ask isMeasured first")
    }
    let (model, step) = (training.averagedModel ?? training.model, training.stepsTaken)
    let found = try naming(step: step) {
      try model.measured(
        on: configuration.inputMotion.middle(of: heldOut.data), step: step,
        configuration: configuration, threads: threads)
    }
    try metrics?.append(found.record)
    return RunTraining.Measurement(nelbo: found.nelbo, sentence: found.sentence)
  }

  func save(score: Double?) throws {
    try metrics?.flush()
    try rotation?.write(
      training.checkpoint(
        configuration: description, score: configuration.keepBest ? score : nil))
  }

  func rescue() -> @Sendable () throws -> Void {
    let (checkpoint, rotation) = (training.checkpoint(configuration: description), rotation)
    return {
      var rotation = rotation
      try rotation?.write(checkpoint)
    }
  }

  /// Adds the step at which the model failed; only training errors already name it.
  private func naming<Result>(step: Int, _ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let error where error is TrainingError || error is RankError {
      throw error
    } catch {
      throw RunError(.damaged, "training stopped at step \(step): \("\(error)")")
    }
  }
}

/// Everything needed to train a model.
struct ModelSetting {
  let folder: RunFolder
  let configuration: RunConfiguration
  let data: StimulusFile
  let heldOut: StimulusFile?
  let threads: Int
  let ranks: any Ranks

  /// Training from the checkpoint, or from the first step.
  func training<Model: TrainableModel, Goal: Objective<Model>>(
    _ model: Model, _ objective: Goal, from checkpoint: Checkpoint?
  ) throws -> Training<Goal, Adamax> {
    let batches = try Minibatches(data.data, size: configuration.batch)
    let optimizer = configuration.optimizer
    let average =
      configuration.ema > 0 ? ExponentialMovingAverage(decay: configuration.ema) : nil
    guard let checkpoint else {
      return Training(
        model, objective: objective, optimizer: optimizer, batches: batches,
        plan: configuration.plan, seed: configuration.seed, threads: threads, ranks: ranks,
        average: average)
    }
    return try Training(
      resuming: checkpoint, into: model, objective: objective, optimizer: optimizer,
      batches: batches, plan: configuration.plan, threads: threads, ranks: ranks, average: average)
  }

  /// The model before the first missing step.
  func model(
    of checkpoint: Checkpoint?, initial: (any TrainableModel)?
  ) throws -> any TrainableModel {
    if let checkpoint { return try configuration.model(of: checkpoint, in: folder.checkpointPath) }
    return try initial ?? configuration.settings.model(seed: SeedSequence(configuration.seed))
  }

  /// The work, using the objective that the settings choose.
  func work<Model: TrainableModel>(
    _ model: Model, from checkpoint: Checkpoint?
  ) throws -> any RunWork {
    if configuration.learningRule == .local, let model = model as? IterativePoissonVAE {
      return try LocalWork(model, from: checkpoint, in: self)
    }
    return try work(model, Model.objective(configuration), from: checkpoint)
  }

  private func work<Model: TrainableModel>(
    _ model: Model, _ objective: some Objective<Model>, from checkpoint: Checkpoint?
  ) throws -> any RunWork {
    guard configuration.lognormWeight > 0 else {
      return try ModelWork(model, objective, from: checkpoint, in: self)
    }
    return try ModelWork(
      model, Regularized(objective, weight: configuration.lognormWeight), from: checkpoint,
      in: self)
  }

  /// Checks that training could resume from the checkpoint, without taking a step or writing anything.
  func check<Model: TrainableModel>(_ model: Model, _ checkpoint: Checkpoint?) throws {
    if configuration.learningRule == .local, let model = model as? IterativePoissonVAE {
      _ = try LocalWork.training(model, from: checkpoint, in: self)
      return
    }
    try check(model, Model.objective(configuration), checkpoint)
  }

  private func check<Model: TrainableModel>(
    _ model: Model, _ objective: some Objective<Model>, _ checkpoint: Checkpoint?
  ) throws {
    _ = try training(model, objective, from: checkpoint)
  }
}
