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
  @Flag(
    help: "Use hard thresholds: a value above the threshold passes unchanged, not just its excess.")
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
    help: """
      Stop iterating on a datum when its duality gap falls to this share of the objective at the \
      zero code. (default: \(Text.plain(SparseSettings.usual.tolerance)))
      """
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
  @Option(help: "How many passes through the data between two rises of the threshold.")
  var thresholdEpochs = SparseConfiguration.usual.thresholdEpochs
  @Option(help: "The learning rate of the dictionary.") var dictionaryRate = SparseConfiguration
    .usual
    .dictionaryRate
  @Option(help: "Learning steps. (default: \(SparseConfiguration.usual.steps))") var steps: Int?
  @Option(help: "Passes through the data, instead of --steps.") var epochs: Int?
  @Option(help: "The batch size: how many data each step uses.") var batch =
    SparseConfiguration.usual.batch
  @Option(help: "Steps between measurements on held-out data.") var evaluateEvery =
    SparseConfiguration.usual.evaluateEvery
  @Option(help: "Steps between checkpoints.") var checkpointEvery = SparseConfiguration.usual
    .checkpointEvery
  @OptionGroup var seed: SeedOption
  @OptionGroup var work: WorkOptions
  @OptionGroup var job: RankOptions
}
