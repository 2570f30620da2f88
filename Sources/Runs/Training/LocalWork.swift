// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import LatentModels
internal import Learning
internal import Randomness
internal import Ranks
internal import Tensors

/// A model that learns pictures locally: steps, metrics and checkpoints.
final class LocalWork: RunWork {
  private let configuration: RunConfiguration
  private let heldOut: StimulusFile?
  private let threads: Int
  private let training: LocalTraining
  private let metrics: MetricsFile
  private let description: String
  private var rotation: CheckpointRotation

  init(
    _ model: IterativePoissonVAE, from checkpoint: Checkpoint?, in setting: ModelSetting
  ) throws {
    guard setting.ranks.count == 1 else {
      throw RunError(
        .settings,
        "\(setting: "learning") local runs in a single process, but there are "
          + "\(setting.ranks.count) ranks. Start it without mpirun, or use "
          + "\(setting: "learning") gradient.")
    }
    configuration = setting.configuration
    heldOut = setting.heldOut
    threads = setting.threads
    training = try Self.training(model, from: checkpoint, in: setting)
    metrics = try MetricsFile(
      path: setting.folder.metricsPath,
      continuingFrom: checkpoint == nil ? nil : training.stepsTaken)
    description = try JSONText.encode(configuration.withFileNames)
    rotation = try CheckpointRotation(
      folder: setting.folder.path, keeping: configuration.keep,
      every: [configuration.checkpointEvery])
  }

  /// Training from the checkpoint, or from the first step.
  static func training(
    _ model: IterativePoissonVAE, from checkpoint: Checkpoint?, in setting: ModelSetting
  ) throws -> LocalTraining {
    let configuration = setting.configuration
    var moments: PosteriorMoments?
    if let checkpoint, checkpoint.step > 0 {
      var found = PosteriorMoments(latents: model.latents, pixels: configuration.pixels)
      try found.setParameters(checkpoint.optimizerMemory, from: "the checkpoint")
      moments = found
    }
    return LocalTraining(
      model, moments: moments, stepsTaken: checkpoint?.step ?? 0,
      batches: try Minibatches(setting.data.data, size: configuration.batch),
      plan: configuration.localPlan, seed: configuration.seed, threads: setting.threads)
  }

  var stepsTaken: Int { training.stepsTaken }
  var plannedSteps: Int { configuration.steps }
  var seed: UInt64 { configuration.seed }
  var measurementPeriod: Int { configuration.evaluateEvery }
  var checkpointPeriod: Int { configuration.checkpointEvery }
  var isMeasured: Bool { heldOut != nil }
  var savesBest: Bool { false }
  var closingRemark: String? { nil }
  var shards: Int { 1 }
  var digest: String { training.model.digest }

  func step() throws -> String? {
    guard let step = try training.next() else { return nil }
    try metrics.append(LocalRecord(step))
    return "free energy \(Text.number(step.freeEnergy)), zeros \(Text.number(step.zeros))"
  }

  func measure() throws -> RunTraining.Measurement {
    guard let heldOut else {
      fatalError("a measurement needs held-out data; ask isMeasured first")
    }
    let found = try training.model.measured(
      on: heldOut.data, step: training.stepsTaken, configuration: configuration, threads: threads)
    try metrics.append(found.record)
    return RunTraining.Measurement(nelbo: found.nelbo, sentence: found.sentence)
  }

  func save(score: Double?) throws {
    try metrics.flush()
    try rotation.write(checkpoint)
  }

  func rescue() -> @Sendable () throws -> Void {
    let (checkpoint, rotation) = (checkpoint, rotation)
    return {
      var rotation = rotation
      try rotation.write(checkpoint)
    }
  }

  private var checkpoint: Checkpoint {
    Checkpoint(
      parameters: training.model.state, optimizerMemory: training.moments.parameters,
      step: training.stepsTaken, seed: configuration.seed,
      streamVersion: SeedSequence.streamVersion, configuration: description)
  }
}

/// One line of `metrics.jsonl` about a step of local learning: the model before the step, on its batch.
private struct LocalRecord: Encodable, Sendable {
  let partition = "train"
  /// How many steps had been taken before.
  let step: Int
  /// The guarded free energy, in nats.
  let loss: Double
  /// The squared error of samples: that of expected counts and the noise of spikes.
  let mse: Double
  let zeros: Double
  /// The share of inference steps that the guard refused.
  let refused: Double

  init(_ taken: LocalStep) {
    step = taken.index
    loss = taken.freeEnergy
    mse = taken.squaredError + taken.spikeNoise
    zeros = taken.zeros
    refused = taken.refused
  }
}
