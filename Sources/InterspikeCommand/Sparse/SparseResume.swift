// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Foundation
internal import Runs

/// The command `interspike sparse --resume RUN`.
struct SparseResume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Resume dictionary learning as if it had not been interrupted.",
    usage: "interspike sparse --resume <run> [--steps <total>] [--data <file>] [--held-out <file>]",
    shouldDisplay: false)

  @Option(help: "The run folder to resume.", completion: .directory)
  var resume: String

  @Option(help: "A new total number of steps.")
  var steps: Int?

  @Option(help: "The new place of the data, if they were moved.", completion: .file())
  var data: String?

  @Option(help: "The new place of the held-out data, if they were moved.", completion: .file())
  var heldOut: String?

  @OptionGroup var work: WorkOptions

  func run() async throws {
    try FilePlan.check(
      reads: [("--data", data), ("--held-out", heldOut)], trains: ("--resume", resume))
    let training = try await RunTraining(
      resuming: resume, kind: .dictionary, steps: steps, data: data, heldOut: heldOut,
      threads: work.threadCount)
    try training.goOn("learning", of: "dictionary", with: "sparse", on: work.console)
  }
}
