// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Runs
import Subprocess
import Testing

@Suite("The folder of a run", .serialized)
struct RunFolderTests {
  private static let arguments = TrainingTests.arguments(steps: 20, into: "run")

  @Test("A folder that is refused keeps all its files; leftovers of a killed training go")
  func leftovers() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    try FileManager.default.createDirectory(
      atPath: workplace.path("run/folder.partial"), withIntermediateDirectories: true)
    let leftovers = ["config.json.12.partial", "config.json.00a1b2c3d4e5.partial"]
    let kept = leftovers + ["thesis.partial", "config.json.x.partial", "config.json..partial"]
    for name in kept { try workplace.write([1], to: "run/\(name)") }
    try workplace.write([1], to: "run/folder.partial/inside")
    let before = try workplace.names("run")
    func train() async throws {
      try await workplace.train("run") {
        $0.batch = 40; $0.steps = 20
      }
    }
    let refused = await #expect(throws: RunError.self) { try await train() }
    #expect(refused?.kind == .occupied)
    #expect(try workplace.names("run") == before)
    #expect(workplace.exists("run/folder.partial/inside"))
    for name in before where !leftovers.contains(name) {
      try FileManager.default.removeItem(atPath: workplace.path("run/\(name)"))
    }
    try await train()
    try workplace.write([1], to: "run/notes.partial")
    try workplace.write([1], to: "run/checkpoint.safetensors.7.partial")
    try workplace.write([1], to: "run/checkpoint.safetensors.fedcba987654.partial")
    try await workplace.resume("run")
    #expect(
      try workplace.names("run") == [
        "checkpoint.safetensors", "config.json", "metrics.jsonl", "notes.partial",
      ])
  }

  /// Guards against names of the program in place of those of the file, and against a key that is not named at all.
  @Test(
    "What is wrong with config.json is named as in the file",
    arguments: [
      (#""annealing_portion": "x""#, "'annealing_portion' has the wrong type"),
      (#""batch": 1.5"#, "'batch' is 1.5, which is not a number"),
      (#""batch": 18446744073709551616"#, "'batch' is "), (#""steps": 1e300"#, "'steps' is 1e+300"),
      (#""seed": -1"#, "'seed' is -1, which"),
      (#""data": {"path": 5}"#, "'data.path' has the wrong type"),
      (#""latents": 5, "latents": 6"#, "'latents' is set twice"),
    ])
  func damagedConfiguration(_ setting: String, _ reason: String) async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let own = try workplace.text("run/config.json")
    let name = try #require(setting.split(separator: ":").first)
    let rest = try Workplace.object(own).filter { "\"\($0.key)\"" != name }
    let kept = String(decoding: try JSONSerialization.data(withJSONObject: rest), as: UTF8.self)
    try workplace.write(Array("\(kept.dropLast()),\(setting)}".utf8), to: "run/config.json")
    let error = try #require(throws: RunError.self) {
      try RunFolder(existing: workplace.path("run")).configuration()
    }
    #expect(error.description.contains("is not the configuration of a run: \(reason)"), "\(error)")
    try workplace.write(Array(own.utf8), to: "run/config.json")
    _ = try RunFolder(existing: workplace.path("run")).configuration()
  }

  @Test("A config.json that is no object says so", arguments: ["null", "[]", "5"])
  func configurationOfAnotherForm(_ text: String) throws {
    let workplace = try Workplace()
    try FileManager.default.createDirectory(
      atPath: workplace.path("run"), withIntermediateDirectories: true)
    try workplace.write(Array(text.utf8), to: "run/config.json")
    let error = try #require(throws: RunError.self) {
      try RunFolder(existing: workplace.path("run")).configuration()
    }
    #expect(error.description.contains(": it is not an object of settings. "), "\(error)")
  }

  @Test("While one process trains in a folder, a second is sent away; a kill opens the folder")
  func lock() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    let first = try await Program.interrupt(
      .kill, TrainingTests.arguments(steps: 3_000_000, into: "run"), in: workplace
    ) {
      while !workplace.exists("run/checkpoint.safetensors") {
        try await Task.sleep(for: .milliseconds(5))
      }
      for command in [Self.arguments, ["train", "--resume", "run"]] {
        let second = try await Program.run(
          Program.path(of: "interspike"), command, in: workplace.folder)
        #expect(second.status == 75, "\(second.errors)")
        #expect(second.errors.contains("another process is training in run"))
      }
    }
    #expect(first.status == -9)
    let before = try workplace.bytes("run/metrics.jsonl")
    let (third, _) = try await Program.interrupt(
      .terminate, ["train", "--resume", "run"], in: workplace,
      once: { (try? workplace.bytes("run/metrics.jsonl")) != before })
    #expect(third.status == 143, "\(third.errors)")
  }
}
