// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// Guards against readers that die, stand still or take all memory over damaged files.
///
/// Some hundred of each reader, always the same ones. The tool itself must see a reader that does so.
@Suite("Damaged files of every reader", .serialized)
struct FuzzTests {
  private func fuzz(_ arguments: [String]) async throws -> Program.Outcome {
    let workplace = try Workplace()
    return try await Program.run(Program.path(of: "Fuzz"), arguments, in: workplace.folder)
  }

  /// Each file of the last two is read in a process of its own, as the program does.
  @Test(
    "Damaged files of every reader are refused in order",
    arguments: [
      (
        500,
        [
          "safetensors", "checkpoint", "state", "npy", "spike-npy", "idx", "csv", "y4m",
          "stream-state", "network-state", "yaml", "sweep", "network", "config.json",
          "metrics.jsonl",
        ]
      ), (100, ["nwb", "nir"]),
    ])
  func readers(_ runs: Int, _ names: [String]) async throws {
    let outcome = try await fuzz(
      names.flatMap { ["--reader", $0] } + ["--runs", "\(runs)", "--seed", "1"])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == names.count, "\(outcome.output)")
    for (line, name) in zip(lines, names) {
      #expect(
        line.hasPrefix("\(name): \(runs) mutants, ") && line.contains(" 0 faults, "), "\(line)")
    }
    let all = try await fuzz(["--list"])
    #expect(all.output.split(separator: "\n").count == 17, "a reader is in no test: \(all.output)")
  }

  @Test(
    "A reader that traps, hoards or hangs is found, and one that refuses is not",
    arguments: [
      ("control-trap", 1, "signal"), ("control-memory", 1, "signal"),
      ("control-hang", 1, "no end after 1 s"), ("control-refusal", 0, "0 faults"),
    ] as [(String, Int32, String)])
  func controls(_ name: String, _ status: Int32, _ words: String) async throws {
    // Only what never ends is waited for by the second.
    let patience = name == "control-hang" ? ["--patience", "1"] : []
    let outcome = try await fuzz(["--reader", name, "--runs", "3"] + patience)
    #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains(words), "\(outcome.output)")
  }
}
