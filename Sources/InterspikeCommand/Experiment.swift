// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Evaluation
internal import Experiments
internal import Figures
internal import Runs

/// The command `interspike experiment …`.
struct Experiment: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a published experiment that trains no models.",
    subcommands: [
      ExperimentEstimators.self, ExperimentBar.self, ExperimentGratings.self, ExperimentSTA.self,
      ExperimentRepeats.self, ExperimentAdaptation.self,
    ])
}

/// The command `interspike experiment estimators -o FOLDER`.
struct ExperimentEstimators: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estimators",
    abstract: "Compare gradient estimators with the exact gradient, over rates and temperatures.",
    discussion: """
      The study uses 64 neurons with the same rate, a random linear decoder of 64 pixels and a \
      quadratic loss. The output folder holds \
      results.json, results.csv and the figure estimators.png with its script and data.
      """)

  @Option(
    name: .shortAndLong, help: "The folder for the results; it will be created.",
    completion: .directory)
  var output: String

  @Option(
    help:
      "Estimates to draw of each gradient, for each of four decoders. (default: \(Self.draws.usual); quick: \(Self.draws.quick))"
  )
  var draws: Int?

  private static let draws = (usual: 4000, quick: 200)

  @Flag(help: "Use only a few rates and temperatures.")
  var quick = false

  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions

  func validate() throws {
    if let draws, !(2...1_000_000).contains(draws) { try refuse("--draws", draws, "2 to 1000000") }
  }

  func run() async throws {
    try FilePlan.check(
      writes: ["results.json", "results.csv"].map { ("-o", "\(output)/\($0)") },
      draws: [("-o", "\(output)/estimators.png")])
    try FileReading.createFolder(output)
    let study = study
    let results = EstimatorResults(study, try measure(study))
    try await results.write(to: output)
    try Output.write(results.summary)
    work.console.inform("wrote results.json, results.csv and estimators.png in \(output)")
  }

  private var study: EstimatorStudy {
    var study = EstimatorStudy(seed: seed.sequence())
    study.draws = draws ?? (quick ? Self.draws.quick : Self.draws.usual)
    if quick {
      study.rates = [0.1, 1, 5, 20]
      study.temperatures = [0.05, 0.1, 0.2, 0.5]
    }
    return study
  }

  private func measure(_ study: EstimatorStudy) throws -> [EstimatorMeasurement] {
    Interruption.watch()
    let cells = study.cells
    let progress = Progress("measuring", unit: "gradients", of: cells.count, on: work.console)
    defer { progress.end() }
    return try cells.enumerated().map { index, cell in
      try Interruption.check(
        "interrupted after \(index) of \(cells.count) gradients; nothing was written.")
      let found = try study.measurement(of: cell, threads: work.threadCount)
      progress.show(done: index + 1, note: cell.estimator.name)
      return found
    }
  }
}
