// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Foundation
internal import Runs

/// The command `interspike train --resume RUN`.
struct TrainResume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Resume training as if it had not been interrupted.",
    usage: "interspike train --resume <run> [--steps <total>] [--data <file>] [--held-out <file>]",
    shouldDisplay: false)

  @Option(help: "The run folder to resume.", completion: .directory)
  var resume: String

  @Option(help: "A new total number of steps; schedules are stretched to it.")
  var steps: Int?

  @Option(help: "The new place of the training data, if they were moved.", completion: .file())
  var data: String?

  @Option(help: "The new place of the held-out data, if they were moved.", completion: .file())
  var heldOut: String?

  @OptionGroup var work: WorkOptions

  func run() async throws {
    try FilePlan.check(
      reads: [("--data", data), ("--held-out", heldOut)], trains: ("--resume", resume))
    let training = try await RunTraining(
      resuming: resume, kind: .model, steps: steps, data: data, heldOut: heldOut,
      threads: work.threadCount)
    try training.goOn("training", of: "model", with: "train", on: work.console)
  }
}
