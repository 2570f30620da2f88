// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Foundation
internal import Learning
internal import Randomness

/// The command `interspike sparse --resume RUN`.
struct SparseResume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with the learning of a dictionary, as if it had not been interrupted.",
    usage: "interspike sparse --resume <run> [--steps <total>] [--data <file>] [--held-out <file>]",
    shouldDisplay: false)

  @Option(help: "Go on with the learning in this run folder.", completion: .directory)
  var resume: String

  @Option(help: "A new number of steps in all.")
  var steps: Int?

  @Option(help: "Where the data are now, if they were moved.", completion: .file())
  var data: String?

  @Option(help: "Where the held-out data are now, if they were moved.", completion: .file())
  var heldOut: String?

  @OptionGroup var work: WorkOptions

  func run() async throws {
    try FilePlan.check(
      reads: [("--data", data), ("--held-out", heldOut)], trains: ("--resume", resume))
    let folder = try RunFolder(existing: resume)
    try folder.lock()
    let stored = try folder.sparseConfiguration()
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
    let training = SparseTraining(
      folder: folder, configuration: settings, data: patches, heldOut: measured,
      threads: work.threadCount, console: work.console)
    try training.check(checkpoint)
    folder.removeLeftovers()
    if settings != stored { try folder.write(settings) }
    if let remark = MetricsFile.remark(on: folder.metricsPath, after: taken) {
      work.console.warn(remark)
    }
    if taken == settings.steps, checkpoint != nil {
      work.console.inform(
        "\(folder.path) has taken all its \(taken) steps. Give more in all with --steps.")
      return
    }
    work.console.inform(
      "going on from step \(taken) of \(settings.steps), seed \(settings.seed), in \(folder.path)")
    try training.run(from: checkpoint)
    work.console.inform("\(settings.steps) steps taken; the dictionary is in \(folder.path)")
  }
}
