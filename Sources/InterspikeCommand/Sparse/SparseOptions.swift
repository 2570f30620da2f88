// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Runs
internal import SparseCoding

/// The options specific to LCA.
struct CompetitionOptions: ParsableArguments {
  @Option(
    help:
      "The time constant, in iterations. (default: \(Text.plain(SparseSettings.usual.timeConstant)))"
  ) var timeConstant: Double?
  @Flag(help: "Use hard thresholds: what is above the threshold passes whole, not only the excess.")
  var hard = false

  func applied(to settings: SparseSettings) -> SparseSettings {
    var settings = settings
    settings.timeConstant = timeConstant ?? settings.timeConstant
    if hard { settings.thresholding = .hard }
    return settings
  }
}

/// The options specific to ISTA and FISTA.
struct DescentOptions: ParsableArguments {
  @Option(
    help:
      "Stop on a datum when its duality gap is this share of the objective of an empty code. (default: \(Text.plain(SparseSettings.usual.tolerance)))"
  )
  var tolerance: Double?

  func applied(to settings: SparseSettings) -> SparseSettings {
    var settings = settings
    settings.tolerance = tolerance ?? settings.tolerance
    return settings
  }
}

/// The options of every inference algorithm.
struct InferenceOptions: ParsableArguments {
  @Option(
    help: "The threshold λ, 0 or positive. (default: \(Text.plain(SparseSettings.usual.threshold)))"
  ) var threshold: Double?
  @Option(
    help:
      "Iterations; for ISTA and FISTA, the maximum. (default: \(SparseSettings.usual.iterations))")
  var iterations: Int?
  @Flag(help: "Allow negative codes.") var signed = false

  func applied(to settings: SparseSettings) -> SparseSettings {
    var settings = settings
    settings.threshold = threshold ?? settings.threshold
    settings.iterations = iterations ?? settings.iterations
    if signed { settings.sign = .signed }
    return settings
  }
}

/// The options shared by all dictionary learning commands.
struct SparseOptions: ParsableArguments {
  @Option(
    help: "Data to learn from, one datum per row: .safetensors (tensor patches) or .npy.",
    completion: .file())
  var data: String

  @Option(
    help: "Data to measure on but not learn from, at the final threshold.",
    completion: .file())
  var heldOut: String?

  @Option(
    name: .shortAndLong, help: "The run folder; it must be new or empty.", completion: .directory)
  var output: String

  @Option(help: "How many atoms to learn.") var latents = SparseConfiguration.usual.latents
  @OptionGroup var inference: InferenceOptions
  @Option(
    help:
      "The initial threshold, which rises to --threshold. (default: --threshold)")
  var thresholdStart: Double?
  @Option(help: "How much the threshold rises each time.") var thresholdRise = SparseConfiguration
    .usual.thresholdRise
  @Option(help: "How many passes through the data until the threshold rises.")
  var thresholdEpochs = SparseConfiguration.usual.thresholdEpochs
  @Option(help: "The learning rate of the dictionary.") var dictionaryRate = SparseConfiguration
    .usual
    .dictionaryRate
  @Option(help: "Learning steps. (default: \(SparseConfiguration.usual.steps))") var steps: Int?
  @Option(help: "Passes through the data, instead of --steps.") var epochs: Int?
  @Option(help: "Data per step.") var batch = SparseConfiguration.usual.batch
  @Option(help: "Steps between measurements on held-out data.") var evaluateEvery =
    SparseConfiguration.usual.evaluateEvery
  @Option(help: "Steps between checkpoints.") var checkpointEvery = SparseConfiguration.usual
    .checkpointEvery
  @OptionGroup var seed: SeedOption
  @OptionGroup var work: WorkOptions
}

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
      threads: options.work.threadCount)
    let console = options.work.console
    console.inform(
      """
      \(settings.inference.sentence); \(settings.latents) atoms, \(data.identity.count) data of \
      \(data.identity.pixels) numbers, batches of \(settings.batch), seed \(settings.seed), \
      \(options.work.threadCount) threads, into \(training.folder.path)
      """)
    try training.finish("learning", goingOnWith: "sparse", on: console)
    console.inform("\(settings.steps) steps taken; the dictionary is in \(training.folder.path)")
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
