// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Learning
internal import Randomness
internal import Ranks
internal import SparseCoding
internal import Tensors

/// A dictionary being learned: steps, metrics and checkpoints.
final class DictionaryWork<Inference: SparseInference>: RunWork {
  private let setting: DictionarySetting
  private let learning: DictionaryLearning<Inference>
  /// Of rank 0.
  private let metrics: MetricsFile?
  private let description: String

  init(
    _ inference: Inference, from checkpoint: Checkpoint?, in setting: DictionarySetting
  ) throws {
    self.setting = setting
    let configuration = setting.configuration
    learning = DictionaryLearning(
      try setting.state(of: checkpoint), inference: inference,
      batches: try Minibatches(setting.data.data, size: configuration.batch),
      plan: configuration.plan, seed: configuration.seed, threads: setting.threads,
      ranks: setting.ranks)
    description = try JSONText.encode(configuration.withFileNames)
    metrics =
      setting.ranks.isLead
      ? try MetricsFile(
        path: setting.folder.metricsPath,
        continuingFrom: checkpoint == nil ? nil : learning.state.stepsTaken) : nil
  }

  private var configuration: SparseConfiguration { setting.configuration }
  var stepsTaken: Int { learning.state.stepsTaken }
  var plannedSteps: Int { configuration.steps }
  var seed: UInt64 { configuration.seed }
  var measurementPeriod: Int { configuration.evaluateEvery }
  var checkpointPeriod: Int { configuration.checkpointEvery }
  var isMeasured: Bool { setting.heldOut != nil }
  var savesBest: Bool { false }
  /// Ranks share out the data of a batch.
  var shards: Int { configuration.batch }

  var digest: String {
    var sum = FNV1a()
    for value in learning.state.dictionary.values { sum.enter(UInt64(value.bitPattern)) }
    return sum.digits
  }

  var closingRemark: String? {
    let unused = learning.state.unusedAtoms
    guard unused > 0 else { return nil }
    return
      "\(Text.count(unused, "atom")) of \(configuration.latents) never helped to code a datum and "
      + "\(unused == 1 ? "is" : "are") still as initialized."
  }

  func step() throws -> String? {
    let next: DictionaryStep?
    do {
      next = try learning.next()
    } catch DictionaryError.ranks(let error) {
      throw error
    }
    guard let step = next else { return nil }
    try metrics?.append(DictionaryRecord(step, rate: configuration.dictionaryRate))
    return "error \(Text.number(step.squaredError)), zeros \(Text.number(step.zeros))"
  }

  /// Codes the held-out data at the final threshold.
  func measure() throws -> RunTraining.Measurement {
    guard let heldOut = setting.heldOut else {
      fatalError("a measurement needs held-out data; ask isMeasured first")
    }
    let state = learning.state
    var record = try CodesRecord(
      of: configuration.inference.inference.codes(
        of: heldOut.data, on: state.dictionary, threads: setting.threads),
      for: heldOut.data, on: state.dictionary, settings: configuration.inference,
      threads: setting.threads)
    record.partition = "held-out"
    record.step = state.stepsTaken
    try metrics?.append(record)
    return RunTraining.Measurement(
      nelbo: nil,
      sentence: """
        step \(state.stepsTaken): held-out error \(Text.number(record.mse)), \
        \(Text.number(100 * record.zeros, digits: 3)) % zeros, \(record.unusedAtoms) unused atoms
        """)
  }

  func save(score: Double?) throws {
    try metrics?.flush()
    try learning.state.checkpoint(seed: configuration.seed, configuration: description)
      .write(to: setting.folder.checkpointPath)
  }

  func rescue() -> @Sendable () throws -> Void {
    let checkpoint = learning.state.checkpoint(
      seed: configuration.seed, configuration: description)
    let path = setting.folder.checkpointPath
    return { try checkpoint.write(to: path) }
  }
}

/// Everything needed to learn a dictionary.
struct DictionarySetting {
  let folder: RunFolder
  let configuration: SparseConfiguration
  let data: StimulusFile
  let heldOut: StimulusFile?
  let threads: Int
  let ranks: any Ranks

  /// The dictionary of the checkpoint, or the initial one.
  func state(of checkpoint: Checkpoint?) throws -> DictionaryState {
    let (pixels, atoms) = (data.identity.pixels, configuration.latents)
    guard let checkpoint else {
      return DictionaryState(
        pixels: pixels, atoms: atoms, seed: SeedSequence(configuration.seed))
    }
    let state = try DictionaryState(checkpoint: checkpoint, pixels: pixels, atoms: atoms)
    try state.dictionary.requireFinite(DictionaryState.parameterName, in: folder.checkpointPath)
    return state
  }

  /// Checks that learning could resume from the checkpoint, without taking a step or writing anything.
  func check(_ checkpoint: Checkpoint?) throws {
    _ = try Minibatches(data.data, size: configuration.batch)
    _ = try state(of: checkpoint)
  }

  /// The work, using the algorithm that the settings choose.
  func work(from checkpoint: Checkpoint?) throws -> any RunWork {
    try work(configuration.inference.inference, from: checkpoint)
  }

  private func work(
    _ inference: some SparseInference, from checkpoint: Checkpoint?
  ) throws -> any RunWork {
    try DictionaryWork(inference, from: checkpoint, in: self)
  }
}
