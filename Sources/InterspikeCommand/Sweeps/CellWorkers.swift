// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Foundation
internal import Runs

/// Completes runs as child processes of this program, some at a time.
///
/// A run that is complete is left alone, one that was interrupted goes on from its checkpoint: the
/// bytes are those of runs that nobody interrupted. Children end with this process, however it ends.
struct CellWorkers {
  /// How many cells run at a time.
  let workers: Int
  /// The threads of each.
  let threads: Int
  let console: Console
  /// What is still to be done when all cells are complete, which the time left does not count.
  var afterwards: String?

  /// Runs what is missing of the cells.
  ///
  /// One cell that fails does not stop the others. Every command line and folder is checked before
  /// anything starts.
  ///
  /// - Throws: `Refusal` before anything starts, for a command line that is wrong or a folder that
  ///   holds another run; at the end, for cells that failed. `InterruptedWork` after a signal.
  func complete(_ cells: [SweepCell]) async throws {
    guard workers > 0 && threads > 0 else {
      fatalError("workers: \(workers), threads: \(threads)")
    }
    try await check(cells)
    var failures: [CellFailure] = []
    var missing: [SweepCell] = []
    for cell in cells {
      do {
        if try CellFolder(cell).state() != .complete { missing.append(cell) }
      } catch {
        failures.append(CellFailure(cell, error))
      }
    }
    console.inform(
      "\(Text.count(cells.count, "cell")), \(cells.count - missing.count - failures.count) complete; "
        + "\(Text.count(workers, "worker")) of \(Text.count(threads, "thread"))")
    failures += await run(missing, of: cells.count)
    if Interruption.signal != nil {
      throw InterruptedWork(
        description: "stopped; what was begun keeps its checkpoint. Go on with "
          + "`\(ShellText.commandLine(Array(CommandLine.arguments.dropFirst())))`.")
    }
    guard let first = failures.first else { return }
    throw Refusal(
      first.status,
      "\(failures.count) of \(Text.count(cells.count, "cell")) failed: "
        + failures.map(\.sentence).joined(separator: " — "))
  }

  /// Refuses command lines that are wrong, cells that share a folder, and folders of other runs.
  func check(_ cells: [SweepCell]) async throws {
    let files = FileIdentities()
    for (cell, command) in zip(cells, try parse(cells)) {
      guard let command = command as? any RunCommand else {
        throw Refusal(
          .usage, "cell '\(cell.name)': `\(cell.commandLine)` begins no run. Use train or sparse.")
      }
      let configuration: String
      do {
        configuration = try JSONText.encode(try await command.configuration(knowing: files))
      } catch let error as any ExitStatusReporting {
        throw Refusal(error.exitStatus, "cell '\(cell.name)': \(Text.words(of: error))")
      }
      try CellFolder(cell).require(configuration, of: cell)
    }
  }

  /// The commands of the cells; what is wrong with them whatever the data are is refused.
  @discardableResult
  func parse(_ cells: [SweepCell]) throws -> [any ParsableCommand] {
    var folders: [String: String] = [:]
    return try cells.map { cell in
      if let other = folders.updateValue(cell.name, forKey: cell.folder) {
        throw Refusal(
          .usage,
          "the cells '\(other)' and '\(cell.name)' share the folder \(cell.folder). Name their "
            + "values so that they differ in letters or digits.")
      }
      do {
        return try InterspikeCommand.parseAsRoot(
          InterspikeCommand.joiningNegativeNumbers(cell.arguments))
      } catch {
        throw Refusal(
          .usage, "cell '\(cell.name)': \(InterspikeCommand.message(for: error))")
      }
    }
  }

  private func run(_ missing: [SweepCell], of total: Int) async -> [CellFailure] {
    guard !missing.isEmpty else { return [] }
    Interruption.watch()
    let progress = CellProgress(
      of: total, missing: missing, afterwards: afterwards, on: console)
    let display = Task { await progress.watch() }
    var failures: [(place: Int, failure: CellFailure)] = []
    // Children get the signal too, and a moment for their checkpoints.
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
            console.warn("cell '\(failure.cell.name)' failed: \(failure.reason)")
          }
          startNext()
        }
      }
    }
    display.cancel()
    await display.value
    return failures.sorted { $0.place < $1.place }.map(\.failure)
  }

  /// Takes the steps that a cell lacks; nil when it is complete or was interrupted.
  private func run(_ cell: SweepCell) async -> CellFailure? {
    let folder = CellFolder(cell)
    let patience = ContinuousClock.now + .seconds(30)
    while true {
      do {
        let stored = try folder.stored()
        let arguments = stored.map(cell.resumingArguments) ?? cell.arguments
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
          // The child may have begun what is now to be gone on with.
          let next = try folder.stored().map(cell.resumingArguments) ?? cell.arguments
          return CellFailure(cell, ending, next)
        }
        guard try folder.state() == .complete else {
          throw Refusal(.software, "it ended without an error and is not complete.")
        }
        return nil
      } catch {
        return CellFailure(cell, error)
      }
    }
  }
}
