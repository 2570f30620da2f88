// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Ranks
internal import Runs

/// What a command line of `interspike sparse ALGORITHM` asks for.
struct DictionaryRequest {
  let options: SparseOptions
  /// The algorithm, with its specific options.
  let inference: SparseSettings

  /// Refuses what is wrong for any data.
  func validate() throws {
    do {
      _ = try settings(on: .init(path: options.data)).checked()
    } catch {
      throw ValidationError(error.commandLineDescription)
    }
  }

  /// Starts the run and takes all its steps.
  func run() async throws {
    try FilePlan.check(
      reads: [("--data", options.data), ("--held-out", options.heldOut)],
      trains: ("-o", options.output))
    let data = try await StimulusFile(path: options.data)
    var heldOut: StimulusFile?
    if let path = options.heldOut { heldOut = try await StimulusFile(path: path) }
    let settings = try settings(on: data.identity)
    let training = try RunTraining(
      creating: options.output, settings, data: data, heldOut: heldOut,
      threads: options.work.threadCount, ranks: RankJob.own.ranks)
    let console = options.work.console
    console.inform(
      """
      \(settings.inference.sentence); \(settings.latents) atoms, \(data.identity.count) data of \
      \(data.identity.pixels) numbers, batches of \(settings.batch), seed \(settings.seed), \
      \(options.work.threadCount) threads, into \(training.folder.path)
      """)
    try training.finish(.dictionary, on: console)
  }

  /// The configuration of the run, without starting it.
  func settings(knowing files: FileIdentities) async throws -> SparseConfiguration {
    var settings = try settings(on: try await files.stimuli(options.data))
    settings.heldOut = options.heldOut.map { .init(path: $0) }
    return try await files.known(settings)
  }

  private func settings(on data: StimulusFile.Identity) throws(RunError) -> SparseConfiguration {
    var settings = SparseConfiguration(options.inference.applied(to: inference), data: data)
    settings.seed = options.seed.seed
    settings.latents = options.latents
    settings.thresholdStart = options.thresholdStart
    settings.thresholdRise = options.thresholdRise
    settings.thresholdEpochs = options.thresholdEpochs
    settings.dictionaryRate = options.dictionaryRate
    settings.batch = options.batch
    settings.evaluateEvery = options.evaluateEvery
    settings.checkpointEvery = options.checkpointEvery
    if let steps = options.steps { settings.steps = steps }
    if let epochs = options.epochs {
      try RunRange.require(
        options.steps == nil, "--epochs", "given with --steps", "given without it")
      try RunRange.require((1...1_000_000).contains(epochs), "--epochs", epochs, "1 to 1000000")
      settings.steps = Int(
        min(Double(epochs) * Double(max(1, data.count / max(1, settings.batch))), 4e9))
    }
    return settings
  }
}
