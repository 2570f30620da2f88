// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// Guards against readers that die, stand still or take all memory over damaged files.
///
/// 500 of each reader, always
/// the same ones. The tool itself must see a reader that does so.
@Suite("Damaged files of every reader", .serialized)
struct FuzzTests {
  private func fuzz(_ arguments: [String]) async throws -> Program.Outcome {
    let workplace = try Workplace()
    return try await Program.run(Program.path(of: "Fuzz"), arguments, in: workplace.folder)
  }

  @Test(
    "500 damaged files are refused in order",
    arguments: [
      "safetensors", "checkpoint", "state", "npy", "spike-npy", "idx", "csv", "y4m",
      "stream-state", "network-state", "nwb", "nir", "yaml", "sweep", "network",
      "config.json", "metrics.jsonl",
    ])
  func reader(_ name: String) async throws {
    let outcome = try await fuzz(["--reader", name, "--runs", "500", "--seed", "1"])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("\(name): 500 mutants"), "\(outcome.output)")
    #expect(outcome.output.contains(" 0 faults"), "\(outcome.output)")
  }

  @Test("Every reader of the tool is in this test")
  func list() async throws {
    let outcome = try await fuzz(["--list"])
    #expect(outcome.output.split(separator: "\n").count == 17, "\(outcome.output)")
  }

  @Test(
    "A reader that traps, hoards or hangs is found, and one that refuses is not",
    arguments: [
      ("control-trap", 1, "signal"), ("control-memory", 1, "signal"),
      ("control-hang", 1, "no end after 1 s"), ("control-refusal", 0, "0 faults"),
    ] as [(String, Int32, String)])
  func controls(_ name: String, _ status: Int32, _ words: String) async throws {
    let outcome = try await fuzz(["--reader", name, "--runs", "3", "--patience", "1"])
    #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains(words), "\(outcome.output)")
  }
}
