// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Foundation
internal import Learning
internal import Randomness

/// The command `interspike train --resume RUN`.
struct TrainResume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with a training, as if it had not been interrupted.",
    usage: "interspike train --resume <run> [--steps <total>] [--data <file>] [--held-out <file>]",
    shouldDisplay: false)

  @Option(help: "Go on with the training of this run folder.", completion: .directory)
  var resume: String

  @Option(help: "A new number of steps in all; schedules are stretched to it.")
  var steps: Int?

  @Option(help: "Where the training data are now, if they were moved.", completion: .file())
  var data: String?

  @Option(help: "Where the held-out data are now, if they were moved.", completion: .file())
  var heldOut: String?

  @OptionGroup var work: WorkOptions

  func run() async throws {
    try FilePlan.check(
      reads: [("--data", data), ("--held-out", heldOut)], trains: ("--resume", resume))
    let start = try start()
    let training = try await training(
      in: start.folder, start.settings, isFresh: start.checkpoint == nil)
    try go(on: training, from: start)
  }

  /// What a run folder says of itself.
  private struct Start {
    let folder: RunFolder
    let stored: RunConfiguration
    /// The stored settings with the new number of steps.
    let settings: RunConfiguration
    let checkpoint: Checkpoint?
    var taken: Int { checkpoint?.step ?? 0 }
  }

  /// Locks the folder and reads what it says, which must agree.
  private func start() throws -> Start {
    let folder = try RunFolder(existing: resume)
    try folder.lock()
    let stored = try folder.configuration()
    guard stored.data.count > 0 else {
      throw Refusal(
        .usage,
        "\(folder.path) holds an imported model and no training to go on with. Begin one from its "
          + "weights with `interspike train \(stored.model.rawValue) --initial \(folder.checkpointPath) …`."
      )
    }
    guard SeedSequence.compatibleVersions.contains(stored.streamVersion) else {
      throw CheckpointError.streamVersion(
        stored.streamVersion, current: SeedSequence.streamVersion)
    }
    var settings = stored
    settings.steps = steps ?? stored.steps
    settings = try settings.checked()
    let checkpoint = try folder.checkpoint()
    if let checkpoint {
      try stored.require(
        checkpoint, at: folder.checkpointPath, agreesWith: folder.configurationPath)
    }
    let taken = checkpoint?.step ?? 0
    guard taken <= settings.steps else {
      throw Refusal(
        .usage, "\(folder.path) has taken \(taken) steps; --steps cannot be \(settings.steps).")
    }
    return Start(folder: folder, stored: stored, settings: settings, checkpoint: checkpoint)
  }

  /// Changes the folder only after all that can be refused has been looked at.
  private func go(on training: ModelTraining, from start: Start) throws {
    let (folder, settings, taken) = (start.folder, start.settings, start.taken)
    try training.check(start.checkpoint)
    folder.removeLeftovers()
    if settings != start.stored { try folder.write(settings) }
    if let remark = MetricsFile.remark(on: folder.metricsPath, after: taken) {
      training.console.warn(remark)
    }
    if taken == settings.steps, start.checkpoint != nil {
      training.console.inform(
        "\(folder.path) has taken all its \(taken) steps. Give more in all with --steps.")
      return
    }
    training.console.inform(
      "going on from step \(taken) of \(settings.steps), seed \(settings.seed), in \(folder.path)")
    try training.run(from: start.checkpoint)
    training.console.inform("\(settings.steps) steps taken; the model is in \(folder.path)")
  }

  /// The training with all it began with; initial weights count only before the first checkpoint.
  private func training(
    in folder: RunFolder, _ settings: RunConfiguration, isFresh: Bool
  ) async throws -> ModelTraining {
    let patches = try await StimulusFile(of: settings.data, movedTo: data, option: "--data")
    guard settings.batch <= patches.identity.count else {
      throw Refusal(
        .badData,
        "\(folder.configurationPath): --batch is \(settings.batch) and \(patches.identity.path) "
          + "holds \(patches.identity.count) data; it must be 1 to \(patches.identity.count).")
    }
    var measured: StimulusFile?
    if let known = settings.heldOut {
      measured = try await StimulusFile(of: known, movedTo: heldOut, option: "--held-out")
    }
    var model: (any TrainableModel)?
    if isFresh, let known = settings.initial {
      model = try await InitialWeights(of: known).model(settings)
    }
    return ModelTraining(
      folder: folder, configuration: settings, data: patches, heldOut: measured, initial: model,
      threads: work.threadCount, console: work.console)
  }
}
