// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Experiments
internal import Figures
internal import Foundation
internal import Runs

/// The command `interspike reproduce EXPERIMENT -o FOLDER`.
struct Reproduce: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reproduce a published experiment: train what is missing, measure, draw, and report.",
    discussion: """
      The output folder then holds report.html, a page with figures, tables, the published values, seeds and \
      commands; results.json for programs; and each figure with its gnuplot script. Models are trained with \
      ordinary `interspike train` and `interspike sparse` commands, which the report shows. Models already \
      trained are reused; after an interruption, run the same command again to continue.

      Without --quick or --share, the published recipe is followed in full, which takes days on a small \
      machine.

      `interspike reproduce all` runs every experiment, each in its own folder, and shares the models; \
      if one fails, the others still get their reports.
      """)

  @Argument(help: "The experiment, or 'all'; see --list.")
  var experiment: String?

  @Flag(help: "List the experiments.") var list = false

  @Option(
    name: .shortAndLong, help: "The folder for the report; it will be created.",
    completion: .directory)
  var output: String?

  @Flag(help: "Train less: minutes on two cores.") var quick = false

  @Option(help: "Train every model for this many steps, to try out an experiment.")
  var steps: Int?

  @Option(help: "Train for this share of the published steps. (default: all)")
  var share: Double?

  @Option(
    help:
      "Channels of the first convolution in models of digits. (published: \(ReproductionExtent.publishedChannels); --quick: \(ReproductionExtent.quickChannels))"
  )
  var channels: Int?

  @Option(help: "How many seeds to train each model with. (published: 5)")
  var seeds: Int = 1

  @Option(
    help: "Where to keep trained models. (default: runs in the output folder)",
    completion: .directory)
  var runs: String?

  @Option(
    help: "The folder of photographs from `interspike data photos`; downloaded there if missing.",
    completion: .directory)
  var photographs = "data/photos"

  @Option(
    help: "The folder of digits from `interspike data mnist`; downloaded there if missing.",
    completion: .directory)
  var digits = "data/mnist"

  @Option(help: "How many models to train at once, each on one thread. (default: all cores)")
  var workers: Int?

  @OptionGroup var seed: SeedOption
  @OptionGroup var work: WorkOptions

  func validate() throws {
    if list { return }
    guard let experiment else {
      throw ValidationError(
        "the experiment is missing. Give one of: \(Self.names), all; or --list.")
    }
    guard experiment == "all" || reproductions.contains(where: { $0.name == experiment }) else {
      throw ValidationError(
        "the experiment '\(experiment)' does not exist. Give one of: \(Self.names), all.")
    }
    guard output != nil else {
      throw ValidationError("the folder for the report is missing. Give one with --output.")
    }
    if let share, !(share > 0 && share < 1) { try refuse("--share", share, "between 0 and 1") }
    if let steps, !(1...1_000_000_000).contains(steps) {
      try refuse("--steps", steps, "1 to 1000000000")
    }
    if [quick, share != nil, steps != nil].count(where: { $0 }) > 1 {
      throw ValidationError(
        "--quick, --steps and --share each say how long to train. Keep only one of them.")
    }
    if let channels, !(1...1024).contains(channels) {
      try refuse("--channels", channels, "1 to 1024")
    }
    if !(1...100).contains(seeds) { try refuse("--seeds", seeds, "1 to 100") }
    if let workers, !(1...4096).contains(workers) { try refuse("--workers", workers, "1 to 4096") }
  }

  private static var names: String { reproductions.map(\.name).joined(separator: ", ") }

  func run() async throws {
    guard !list, let experiment, let output else {
      return try Output.write(
        Text.table(reproductions.map { (name: $0.name, value: $0.question) }))
    }
    let isAll = experiment == "all"
    let chosen = reproductions.filter { isAll || $0.name == experiment }
    try FilePlan.check(
      reads: ["train", "held-out"].map { ("", "\(photographs)/\($0).safetensors") }
        + ["train", "test"].map { ("", "\(digits)/\($0).safetensors") },
      writes: (isAll ? chosen.map { "\(output)/\($0.name)" } : [output]).flatMap { folder in
        ["report.html", "results.json"].map { ("-o", "\(folder)/\($0)") }
      })
    try Gnuplot.requireInstalled()
    Interruption.watch()
    let extent = ReproductionExtent(
      amount: amount, seeds: seeds, firstSeed: seed.seed, channels: channels,
      photographs: photographs, digits: digits, runs: runs ?? "\(output)/runs")
    try FileReading.createFolder(output)
    guard isAll else { return try await reproduce(chosen[0], extent, into: output) }
    try await trainTogether(chosen, extent)
    var failures: [(name: String, status: ExitStatus, words: String)] = []
    for reproduction in chosen {
      do {
        try await reproduce(reproduction, extent, into: "\(output)/\(reproduction.name)")
      } catch {
        guard let status = ExitStatus(of: error) else { throw error }
        failures.append((reproduction.name, status, Text.words(of: error)))
        work.console.inform("\(reproduction.name) failed: \(Text.words(of: error))")
      }
    }
    if let first = failures.first {
      throw Refusal(
        first.status,
        "\(failures.count) of \(chosen.count) experiments failed: "
          + "\(failures.map(\.name).joined(separator: ", ")). \(first.name): \(first.words)"
      )
    }
  }

  private var amount: ReproductionExtent.Amount {
    if quick { return .quick }
    return steps.map { .steps($0) } ?? share.map { .share($0) } ?? .published
  }
}
