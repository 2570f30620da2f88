// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Subprocess
import Testing

@Suite("Interrupted sweeps", .serialized)
struct SweepInterruptionTests {
  private static let files = ["checkpoint.safetensors", "config.json", "metrics.jsonl"]

  /// Sweeps without an interruption in the folder `whole`.
  private func sweepWhole(_ workplace: Workplace, steps: Int) async throws {
    try write(workplace, "whole", steps: steps)
    let outcome = try await Program.interspike("sweep", "whole.yaml", in: workplace)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  /// Tries what must come before the end of a sweep in the folder `stopped`, with ever more steps if it comes too late.
  ///
  /// - Parameter isEarly: interrupts the sweep, and says whether that was before its end.
  private func early(_ isEarly: (Workplace) async throws -> Bool) async throws -> Workplace {
    var steps = 800
    while true {
      // The names of this folder tell its processes from all others.
      let workplace = try Workplace()
      try workplace.makePatches(count: 100, side: 4)
      try write(workplace, "stopped", steps: steps)
      if try await isEarly(workplace) || steps > 100_000 {
        try await sweepWhole(workplace, steps: steps)
        return workplace
      }
      steps *= 4
    }
  }

  private func write(_ workplace: Workplace, _ name: String, steps: Int) throws {
    let text = SweepTests.file(
      steps: steps, checkpointEvery: 100, output: workplace.path(name))
    try workplace.write(Array(text.utf8), to: "\(name).yaml")
  }

  /// The processes that train in a cell of the sweep that is stopped.
  private func children(_ workplace: Workplace) -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { process in
      let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
      return String(decoding: line, as: UTF8.self).contains(workplace.path("stopped/"))
    }
  }

  /// The bytes of all metrics of the sweep that is stopped.
  private func written(_ workplace: Workplace) -> Int {
    SweepTests.cells.reduce(0) { sum, cell in
      sum + ((try? workplace.bytes("stopped/\(cell)/metrics.jsonl").count) ?? 0)
    }
  }

  /// Whether about 160 of all steps are taken.
  private func isWorking(_ workplace: Workplace) -> Bool { written(workplace) >= 40_000 }

  private func untilWorking(_ workplace: Workplace) async throws {
    while !isWorking(workplace) { try await Task.sleep(for: .milliseconds(2)) }
  }

  private func untilAlone(_ workplace: Workplace) async throws {
    let patience = ContinuousClock.now + .seconds(20)
    while !children(workplace).isEmpty, ContinuousClock.now < patience {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(children(workplace).isEmpty)
  }

  private func expectEqualSweeps(_ workplace: Workplace) throws {
    for cell in SweepTests.cells {
      for file in Self.files {
        #expect(
          try workplace.bytes("stopped/\(cell)/\(file)")
            == workplace.bytes("whole/\(cell)/\(file)"),
          "\(cell)/\(file)")
      }
      #expect(try workplace.names("stopped/\(cell)") == Self.files)
    }
    for file in ["results.csv", "results.json"] {
      #expect(try workplace.bytes("stopped/\(file)") == workplace.bytes("whole/\(file)"))
    }
  }

  @Test("Ctrl-C and a kill leave no child and no trace in the bytes of the runs")
  func parent() async throws {
    let workplace = try await early { workplace in
      let (interrupted, _) = try await Program.interrupt(
        .interrupt, ["sweep", "stopped.yaml"], in: workplace, once: { isWorking(workplace) })
      guard interrupted.status != 0 else { return false }
      #expect(interrupted.status == 130, "\(interrupted.errors)")
      #expect(
        interrupted.sentences.last?.contains("Resume with `interspike sweep stopped.yaml`") == true,
        "\(interrupted.errors)")
      #expect(children(workplace).isEmpty)
      let before = written(workplace)
      let (killed, _) = try await Program.interrupt(
        .kill, ["sweep", "stopped.yaml"], in: workplace,
        once: { written(workplace) >= before + 20_000 })
      return killed.status == -9
    }
    // Its children may still be writing their last checkpoints.
    let last = try await Program.interspike("sweep", "stopped.yaml", in: workplace)
    #expect(last.status == 0, "\(last.errors)")
    try await untilAlone(workplace)
    try expectEqualSweeps(workplace)
  }

  @Test(
    "A child that is killed is named, the other cells are completed, and the next time it goes on")
  func child() async throws {
    let workplace = try await early { workplace in
      // The sweep itself gets a signal that does nothing.
      let outcome = try await Program.interrupt(
        .windowSizeChange, ["sweep", "stopped.yaml"], in: workplace
      ) {
        try await untilWorking(workplace)
        if let child = children(workplace).first { kill(child, SIGKILL) }
      }
      guard outcome.status != 0 else { return false }
      #expect(outcome.status == 75, "\(outcome.errors)")
      #expect(outcome.errors.contains("1 of 4 cells failed"), "\(outcome.errors)")
      #expect(outcome.errors.contains("killed by signal 9"), "\(outcome.errors)")
      #expect(outcome.errors.contains("by hand: interspike train "), "\(outcome.errors)")
      return true
    }
    let last = try await Program.interspike("sweep", "stopped.yaml", in: workplace)
    #expect(last.status == 0, "\(last.errors)")
    try expectEqualSweeps(workplace)
  }
}
