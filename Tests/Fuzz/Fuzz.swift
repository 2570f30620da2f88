// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Foundation

/// Damages valid files of every reader and watches it read them.
///
///     swift run -c release Fuzz --reader safetensors --runs 20000 --seed 1
@main
struct Fuzz: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Damage valid files and see that readers refuse them in order.",
    discussion: """
      A reader must not end by a signal, take longer than 10 s or more than 1 GB. Mutant N of a seed is always \
      the same; `--first N --runs 1 --keep FOLDER` writes it into a file. The exit status is 1 when \
      something was found.
      """)

  @Option(help: "A reader; all without this option.") var reader: [String] = []
  @Option(help: "Mutants of each reader.") var runs = 500
  @Option(help: "Decides the mutants.") var seed: UInt64 = 1
  @Option(help: "The number of the first mutant.") var first = 0
  @Option(help: "Where mutants that were not refused in order are kept.") var keep: String?
  @Option(help: "Seconds that one mutant may take.") var patience = 12
  @Flag(help: "List the readers.") var list = false
  @Flag(help: .hidden) var worker = false
  @Option(help: .hidden) var corpus: String?

  func validate() throws {
    guard runs >= 0, first >= 0, runs <= Int.max - first, patience >= 1 else {
      throw ValidationError("--runs, --first and --patience count from 0, 0 and 1.")
    }
  }

  func run() throws {
    if list { return FuzzedReader.all.forEach { print($0.name) } }
    let readers = try chosen()
    let runs = first..<first + runs
    if worker, let corpus {
      return try Worker(reader: readers[0], seed: seed, runs: runs, corpus: corpus).run()
    }
    let folder = "\(NSTemporaryDirectory())/interspike-fuzz-\(UUID().uuidString)"
    try FileReading.createFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var isClean = true
    for reader in readers {
      let corpus = "\(folder)/\(reader.name)"
      try FileReading.createFolder(corpus)
      try reader.writeSeeds(corpus)
      let clock = ContinuousClock()
      let start = clock.now
      let outcome = try Supervisor(
        reader: reader, seed: seed, runs: runs, corpus: corpus, patience: patience
      ).run()
      let seconds = Double((clock.now - start) / .milliseconds(1)) / 1000
      print(
        "\(reader.name): \(runs.count) mutants, \(outcome.readCount) read, "
          + "\(outcome.faults.count) faults, \(outcome.kilobytes / 1024) MB, \(seconds.rounded()) s"
      )
      for fault in outcome.faults { print("  mutant \(fault.run): \(fault.text)") }
      isClean = isClean && outcome.faults.isEmpty
      try keepMutants(outcome.faults.map(\.run), of: reader, in: corpus)
    }
    if !isClean { throw ExitCode(1) }
  }

  private func chosen() throws -> [FuzzedReader] {
    guard !reader.isEmpty else { return FuzzedReader.all }
    return try reader.map { name in
      let known = FuzzedReader.all + FuzzedReader.controls
      guard let found = known.first(where: { $0.name == name }) else {
        throw ValidationError(
          "there is no reader '\(name)'; there are "
            + FuzzedReader.all.map(\.name).joined(separator: ", ") + ".")
      }
      return found
    }
  }

  private func keepMutants(_ runs: [Int], of reader: FuzzedReader, in corpus: String) throws {
    guard let keep else { return }
    try FileReading.createFolder(keep)
    let seeds = try FileReading.names(in: corpus).sorted().map {
      try FileReading.bytes(of: "\(corpus)/\($0)")
    }
    let chosen = self.runs == 1 ? [first] : runs
    for run in chosen {
      try AtomicFile.write(
        reader.mutant(run, seed: seed, of: seeds), to: "\(keep)/\(reader.name)-\(seed)-\(run)")
    }
  }
}
