// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Experiments
internal import Foundation
internal import Runs

/// The command `interspike sweep FILE.yaml`.
struct SweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Train a grid of models, several at a time, resuming what was interrupted.",
    discussion: """
      The file says what the models share and what varies:
        output: runs/sweep
        command: train poisson
        settings: {data: data/train.safetensors, held_out: data/held-out.safetensors}
        grid: {beta: [0.5, 1, 2], seed: [1, 2, 3]}
        workers: 2
      Settings are named as in configuration files. Every cell of the grid is a run in its own folder; \
      results.csv and results.json have a row for each. Run the same command again after \
      Ctrl-C or a crash: complete cells are left alone, others are resumed, and the results have the same \
      bytes as uninterrupted runs.
      """)

  @Argument(
    help: "A YAML file that says what to run.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String
  @Option(
    name: .shortAndLong, help: "The folder for all cells; overrides the file.",
    completion: .directory)
  var output: String?
  @Option(
    help: "How many cells to run at once; overrides the file. (default: \(Self.usualWorkers))")
  var workers: Int?
  @Option(
    help: "Threads for each cell. (default: the cores, divided among the workers; 1 with --slurm)")
  var threads: Int?
  @Flag(help: "Print the command line of each cell without running it.") var dryRun = false
  @Option(
    help: "Write a job array for sbatch to this file without running anything.", completion: .file()
  )
  var slurm: String?
  @Option(help: "With --slurm: how many processes of MPI train each cell together.")
  var ranks: Int?
  @Flag(help: "Only rebuild results.csv and results.json from the run folders.") var gather = false
  @Flag(name: .shortAndLong, help: "Print nothing but errors on standard error.") var quiet = false

  private static let usualWorkers = 1

  func validate() throws {
    for (name, value) in [("--workers", workers), ("--threads", threads), ("--ranks", ranks)] {
      guard let value, !(1...4096).contains(value) else { continue }
      throw ValidationError("\(name) is \(value); it must be 1 to 4096.")
    }
    guard ranks == nil || slurm != nil else { throw ValidationError("--ranks needs --slurm.") }
    guard [dryRun, slurm != nil, gather].count(where: { $0 }) <= 1 else {
      throw ValidationError(
        "--dry-run, --slurm and --gather exclude each other. Keep only one of them.")
    }
  }

  func run() async throws {
    let sweep = try SweepFile(path: file)
    guard let output = output ?? sweep.output else {
      throw Refusal(
        .usage, "\(file) does not name an output folder. Add one there, or use --output.")
    }
    let folder = output.count > 1 && output.hasSuffix("/") ? String(output.dropLast()) : output
    let cells = try sweep.cells(in: folder)
    let results = slurm == nil && !dryRun ? ["results.csv", "results.json"] : []
    try FilePlan.check(
      reads: [("", file)] + Set(cells.flatMap(\.inputs)).sorted().map { ("", $0) },
      writes: [("--slurm", slurm)] + results.map { ("-o", "\(folder)/\($0)") })
    let console = Console(quiet: quiet)
    let count = workers ?? sweep.workers ?? Self.usualWorkers
    let pool = CellWorkers(
      workers: count,
      threads: threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount / count),
      console: console)
    if !gather {
      try SweepCell.requireApart(cells)
      for cell in cells { _ = try cell.command() }
    }
    if dryRun {
      for cell in cells { try Output.write(ShellText.commandLine(cell.arguments)) }
    } else if let slurm {
      try AtomicFile.write(
        SlurmScript.text(
          name: URL(fileURLWithPath: folder).lastPathComponent, cells: cells,
          workers: workers ?? sweep.workers,
          threads: threads ?? 1, ranks: ranks ?? 1
        ), to: slurm)
      console.inform(
        "\(Text.count(cells.count, "task")) in \(slurm); submit it with `sbatch \(slurm)`")
    } else {
      var failure: (any Error)?
      if !gather {
        do {
          let files = FileIdentities()
          var runs: [PlannedRun] = []
          for cell in cells { runs.append(try await cell.run(knowing: files)) }
          try await pool.complete(runs)
        } catch {
          failure = error
        }
      }
      guard FileManager.default.fileExists(atPath: folder) else {
        throw failure
          ?? Refusal(
            .noInput,
            "the folder \(folder), to gather results from, does not exist. Check --output.")
      }
      let results = try SweepResults(
        of: cells.map { ($0.name, RunFolder($0.folder), $0.values) },
        axes: sweep.axes.map(\.key))
      try results.write(to: folder)
      if let failure { throw failure }
      console.inform(
        "\(results.complete) of \(Text.count(cells.count, "cell")) complete; see \(folder)/results.csv"
      )
    }
  }
}
