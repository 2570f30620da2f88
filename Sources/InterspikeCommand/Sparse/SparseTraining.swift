// SPDX-License-Identifier: GPL-3.0-or-later

internal import Learning
internal import Randomness
internal import SparseCoding

/// The learning of a dictionary in its run folder.
struct SparseTraining {
  let folder: RunFolder
  let configuration: SparseConfiguration
  let data: StimulusFile
  let heldOut: StimulusFile?
  let threads: Int
  let console: Console

  /// Makes sure that the learning could go on from the checkpoint, without taking a step.
  func check(_ checkpoint: Checkpoint?) throws {
    try heldOut?.requirePixels(data.identity.pixels, of: "the dictionary")
    _ = try Minibatches(data.data, size: configuration.batch)
    _ = try state(of: checkpoint)
  }

  /// Takes all steps of a new run, saying so.
  func begin() throws {
    console.inform(
      """
      \(configuration.inference.sentence); \(configuration.latents) atoms, \(data.identity.count) data of \
      \(data.identity.pixels) numbers, batches of \(configuration.batch), seed \(configuration.seed), \
      \(threads) threads, into \(folder.path)
      """)
    try run(from: nil)
    console.inform("\(configuration.steps) steps taken; the dictionary is in \(folder.path)")
  }

  /// Takes the steps that are missing, from the checkpoint or from the first atoms.
  func run(from checkpoint: Checkpoint?) throws {
    Interruption.watch()
    try run(configuration.inference.inference, from: checkpoint)
  }

  private func state(of checkpoint: Checkpoint?) throws -> DictionaryState {
    let (pixels, atoms) = (data.identity.pixels, configuration.latents)
    guard let checkpoint else {
      return DictionaryState(
        pixels: pixels, atoms: atoms, seed: SeedSequence(configuration.seed))
    }
    let state = try DictionaryState(checkpoint: checkpoint, pixels: pixels, atoms: atoms)
    try state.dictionary.requireFinite(DictionaryState.parameterName, in: folder.checkpointPath)
    return state
  }

  private func run(_ inference: some SparseInference, from checkpoint: Checkpoint?) throws {
    let learning = DictionaryLearning(
      try state(of: checkpoint), inference: inference,
      batches: try Minibatches(data.data, size: configuration.batch), plan: configuration.plan,
      seed: configuration.seed, threads: threads)
    let metrics = try MetricsFile(
      path: folder.metricsPath,
      continuingFrom: checkpoint == nil ? nil : learning.state.stepsTaken)
    let description = try JSONText.encode(configuration.withFileNames)
    func save() throws {
      try Interruption.completing {
        try metrics.flush()
        try learning.state.checkpoint(seed: configuration.seed, configuration: description)
          .write(to: folder.checkpointPath)
      }
    }
    if checkpoint == nil {
      try evaluate(learning.state, into: metrics)
      try save()
    }
    let progress = Progress(
      "learning", unit: "steps", from: learning.state.stepsTaken, of: configuration.steps,
      on: console)
    defer { progress.end() }
    var saved = learning.state.stepsTaken
    var began = ContinuousClock.now
    leaveInstructions(after: saved)
    while let step = try learning.next() {
      let taken = learning.state.stepsTaken
      try metrics.append(DictionaryRecord(step, rate: configuration.dictionaryRate))
      progress.show(
        done: taken,
        note: "error \(Text.number(step.squaredError)), zeros \(Text.number(step.zeros))")
      if isDue(taken, every: configuration.evaluateEvery) {
        try evaluate(learning.state, into: metrics)
      }
      if isDue(taken, every: configuration.checkpointEvery) || Interruption.signal != nil {
        try save()
        saved = taken
      }
      try Interruption.check(sentence(saved))
      let isLong = began.duration(to: .now) > Self.longStep
      if saved < taken, isLong || isDue(taken + 1, every: configuration.evaluateEvery) {
        leaveInstructions(
          after: saved,
          toSave: learning.state.checkpoint(seed: configuration.seed, configuration: description))
      } else {
        leaveInstructions(after: saved)
      }
      began = .now
    }
    Interruption.leaveInstructions(nil)
    if learning.state.unusedAtoms > 0 {
      console.warn(
        "\(Text.count(learning.state.unusedAtoms, "atom")) of \(configuration.latents) never helped to "
          + "code a datum, and \(learning.state.unusedAtoms == 1 ? "is" : "are") as at the beginning."
      )
    }
  }

  /// From here on a signal may not wait for the end of a step.
  private static let longStep = Duration.milliseconds(200)

  private func sentence(_ step: Int) -> String {
    "stopped after step \(step) of \(configuration.steps). Go on with "
      + "`interspike sparse --resume \(folder.path)`."
  }

  /// Says what becomes of a learning whose step is not waited for: the step before is saved, if it took long.
  private func leaveInstructions(after saved: Int, toSave checkpoint: Checkpoint? = nil) {
    Interruption.leaveInstructions {
      guard let checkpoint else { return sentence(saved) }
      do {
        try checkpoint.write(to: folder.checkpointPath)
        return sentence(checkpoint.step)
      } catch {
        return sentence(saved)
      }
    }
  }

  private func isDue(_ step: Int, every period: Int) -> Bool {
    step.isMultiple(of: period) || step == configuration.steps
  }

  /// Codes the held-out data with the threshold of the end.
  private func evaluate(
    _ state: DictionaryState, into metrics: borrowing MetricsFile
  ) throws {
    guard let heldOut else { return }
    var record = try CodesRecord(
      of: configuration.inference.inference.codes(
        of: heldOut.data, on: state.dictionary, threads: threads),
      for: heldOut.data, on: state.dictionary, settings: configuration.inference, threads: threads)
    record.partition = "held-out"
    record.step = state.stepsTaken
    try metrics.append(record)
    console.inform(
      """
      step \(state.stepsTaken): held-out error \(Text.number(record.mse)), \
      \(Text.number(100 * record.zeros, digits: 3)) % zeros, \(record.unusedAtoms) atoms unused
      """)
  }
}
