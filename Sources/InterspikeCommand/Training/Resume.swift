// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Ranks
internal import Runs

/// The commands `interspike train --resume RUN` and `interspike sparse --resume RUN`.
struct Resume<Trained: ResumedRun>: AsyncParsableCommand, SpansRanks {
  static var configuration: CommandConfiguration {
    let kind = Trained.kind
    return CommandConfiguration(
      commandName: "resume",
      abstract:
        "Resume \(kind == .model ? "training" : "dictionary learning") as if it had not been interrupted.",
      usage:
        "interspike \(kind.command) --resume <run> [--steps <total>] [--data <file>] [--held-out <file>]",
      shouldDisplay: false)
  }

  @Option(
    help: """
      The run folder to resume. To start a new run, name \(Trained.kind == .model ? "a model" : "an algorithm") \
      first, as in `interspike \(Trained.kind == .model ? "train poisson" : "sparse lca")`.
      """, completion: .directory)
  var resume: String
  @Option(
    help:
      "A new total number of steps\(Trained.kind == .model ? "; schedules are stretched to it." : ".")"
  )
  var steps: Int?
  @Option(
    help:
      "The new place of the \(Trained.kind == .model ? "training " : "")data, if they were moved.",
    completion: .file())
  var data: String?
  @Option(help: "The new place of the held-out data, if they were moved.", completion: .file())
  var heldOut: String?
  @OptionGroup var work: WorkOptions
  @OptionGroup var job: RankOptions

  func run() async throws {
    try FilePlan.check(
      reads: [("--data", data), ("--held-out", heldOut)], trains: ("--resume", resume))
    let training = try await RunTraining(
      resuming: resume, kind: Trained.kind, steps: steps, data: data, heldOut: heldOut,
      threads: work.threadCount, ranks: RankJob.own.ranks)
    try training.goOn(with: Trained.kind, on: work.console)
  }
}

/// What a run trains, as a type.
protocol ResumedRun {
  static var kind: RunTraining.Kind { get }
}

enum ResumedModel: ResumedRun { static let kind = RunTraining.Kind.model }
enum ResumedDictionary: ResumedRun { static let kind = RunTraining.Kind.dictionary }
