// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Experiments
internal import Foundation
internal import Runs

/// Completes runs as child processes of this program, several at a time.
///
/// A complete run is left alone and an interrupted one resumes from its checkpoint, so that the
/// bytes are those of uninterrupted runs. Children end with this process, however it ends.
struct CellWorkers {
  /// How many cells run at once.
  let workers: Int
  /// Threads for each cell.
  let threads: Int
  let console: Console
  /// What remains to be done once all cells are complete, which the time left does not include.
  var afterwards: String?

  /// Takes the missing steps of runs.
  ///
  /// A run that fails does not stop the others. All settings and folders are checked before anything starts.
  ///
  /// - Throws: `Refusal` or `RunError` before anything starts, for settings that are wrong or a folder that
  ///   holds another run; at the end, for runs that failed. `InterruptedWork` after a signal.
  func complete(_ runs: [PlannedRun]) async throws {
    guard workers > 0 && threads > 0 else {
      fatalError("workers: \(workers), threads: \(threads)")
    }
    let runs = try await checked(runs)
    var failures: [CellFailure] = []
    var missing: [PlannedRun] = []
    for run in runs {
      do {
        if try run.folder.state() != .complete { missing.append(run) }
      } catch {
        failures.append(CellFailure(run, error))
      }
    }
    console.inform(
      "\(Text.count(runs.count, "cell")), \(runs.count - missing.count - failures.count) complete; "
        + "\(Text.count(workers, "worker")) of \(Text.count(threads, "thread"))")
    failures += await run(missing, of: runs.count)
    if Interruption.signal != nil {
      throw InterruptedWork(
        description: "stopped; unfinished cells keep their checkpoints. Resume with "
          + "`\(ShellText.commandLine(Array(CommandLine.arguments.dropFirst())))`.")
    }
    guard let first = failures.first else { return }
    throw Refusal(
      first.status,
      "\(failures.count) of \(Text.count(runs.count, "cell")) failed: "
        + failures.map(\.sentence).joined(separator: " — "))
  }

  /// Refuses runs that could not start, and folders of other runs.
  private func checked(_ runs: [PlannedRun]) async throws -> [PlannedRun] {
    let files = FileIdentities()
    var checked: [PlannedRun] = []
    for run in runs {
      do {
        checked.append(try await run.known(by: files))
      } catch {
        throw Refusal.ofCell(run.name, error)
      }
      try checked.last?.requireOwnFolder()
    }
    return checked
  }

  private func run(_ missing: [PlannedRun], of total: Int) async -> [CellFailure] {
    guard !missing.isEmpty else { return [] }
    Interruption.watch()
    let progress = CellProgress(
      of: total, missing: missing, afterwards: afterwards)
    console.show("", begins: true)
    let display = Task { await progress.watch { console.show($0) } }
    var failures: [(place: Int, failure: CellFailure)] = []
    // Children get the signal too, and time to write their checkpoints.
    await Interruption.completing {
      await withTaskGroup(of: (Int, CellFailure?).self) { group in
        var places = missing.indices.makeIterator()
        func startNext() {
          guard Interruption.signal == nil, let place = places.next() else { return }
          let cell = missing[place]
          progress.began(cell)
          group.addTask {
            let failure = await run(cell)
            progress.ended(cell, isComplete: failure == nil && Interruption.signal == nil)
            return (place, failure)
          }
        }
        for _ in 0..<workers { startNext() }
        while let (place, failure) = await group.next() {
          if let failure, Interruption.signal == nil {
            failures.append((place, failure))
            console.warn("cell '\(failure.run.name)' failed: \(failure.reason)")
          }
          startNext()
        }
      }
    }
    display.cancel()
    await display.value
    console.clear()
    return failures.sorted { $0.place < $1.place }.map(\.failure)
  }

  /// Takes a cell's missing steps; nil when it is complete or was interrupted.
  private func run(_ cell: PlannedRun) async -> CellFailure? {
    let patience = ContinuousClock.now + .seconds(30)
    while true {
      do {
        if try cell.folder.state() == .vacant { try cell.prepare() }
        let arguments = try cell.resumingArguments()
        let ending = try await CellProcess.run(
          arguments + ["--threads", "\(threads)", "--quiet"])
        // A child of a sweep that was killed may still be writing its last checkpoint.
        if ending.status == ExitStatus.temporaryFailure.rawValue, ContinuousClock.now < patience,
          Interruption.signal == nil
        {
          try await Task.sleep(for: .milliseconds(200))
          continue
        }
        guard ending.status == 0 else {
          return CellFailure(cell, ending, arguments)
        }
        guard try cell.folder.state() == .complete else {
          throw Refusal(.software, "it ended without an error but is not complete.")
        }
        return nil
      } catch {
        return CellFailure(cell, error)
      }
    }
  }
}
