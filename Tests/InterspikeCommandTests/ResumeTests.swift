// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Learning
import Runs
import Testing

@Suite("Going on with a training")
struct ResumeTests {
  private func edit(
    _ workplace: Workplace, _ file: String, _ old: String, _ new: String
  ) throws {
    let text = try workplace.text(file)
    #expect(text.contains(old), "\(old)")
    try workplace.write(
      Array(text.replacingOccurrences(of: old, with: new).utf8), to: file)
  }

  /// A program that is being started has copies of all descriptors of its parent until it begins.
  @Test("A training that is let go of leaves no lock, though a copy of its descriptor stays open")
  func copiedLock() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    var training: RunTraining? = try await RunTraining(resuming: workplace.path("run"), steps: 30)
    let folder = try #require(realpath(workplace.path("run"), nil))
    defer { free(folder) }
    let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    let held = descriptors.compactMap(Int32.init).filter {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))
        == String(cString: folder)
    }
    let copies = held.map { dup($0) }
    defer { for copy in copies { close(copy) } }
    #expect(!copies.isEmpty && training != nil)
    await #expect(throws: RunError.self) { try await workplace.resume("run", steps: 30) }
    training = nil
    try await workplace.resume("run", steps: 30)
  }

  @Test(
    "A configuration that differs from the checkpoint's is refused by its field",
    arguments: [
      ("\"seed\" : 1", "\"seed\" : 2", "seed"),
      ("\"learning_rate\" : 0.005", "\"learning_rate\" : 0.006", "learning_rate"),
      ("\"batch\" : 40", "\"batch\" : 50", "batch"),
      ("\"objective\" : \"sampled\"", "\"objective\" : \"exact\"", "objective"),
      ("\"count\" : 400", "\"count\" : 399", "data.count"),
    ])
  func otherConfiguration(_ old: String, _ new: String, _ field: String) async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    try edit(workplace, "run/config.json", old, new)
    let before = try workplace.bytes("run/config.json")
    for steps in [nil, 30] {
      let refusal = await Workplace.refusal {
        _ = try await RunTraining(resuming: workplace.path("run"), steps: steps)
      }
      #expect(refusal?.contains("says \(field) is") == true, "\(refusal ?? "")")
    }
    #expect(try workplace.bytes("run/config.json") == before)
  }

  @Test("Steps and reporting intervals of a run may be changed")
  func freeFields() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    try edit(workplace, "run/config.json", "\"checkpoint_every\" : 500", "\"checkpoint_every\" : 5")
    try edit(workplace, "run/config.json", "\"steps\" : 20", "\"steps\" : 25")
    let training = try await RunTraining(resuming: workplace.path("run"))
    while try training.next() != nil {}
    #expect(training.stepsTaken == 25)
  }

  @Test("A resume that is refused leaves config.json as it was, also when the run is finished")
  func refusedResume() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let path = workplace.path("run/checkpoint.safetensors")
    let sound = try Checkpoint(path: path)
    let configuration = try workplace.bytes("run/config.json")
    try Checkpoint(
      parameters: sound.parameters, optimizerMemory: [], step: sound.step, seed: sound.seed,
      streamVersion: sound.streamVersion, configuration: sound.configuration
    ).write(to: path)
    for steps in [nil, 30] {
      let refusal = await Workplace.refusal {
        _ = try await RunTraining(resuming: workplace.path("run"), steps: steps)
      }
      #expect(refusal != nil)
      #expect(try workplace.bytes("run/config.json") == configuration)
    }
    try FileManager.default.removeItem(atPath: path)
    try edit(workplace, "run/config.json", "\"batch\" : 40", "\"batch\" : 401")
    let edited = try workplace.bytes("run/config.json")
    let refused = await #expect(throws: RunError.self) {
      try await workplace.resume("run", steps: 30)
    }
    #expect(refused?.kind == .damaged)
    #expect(refused?.description.contains("batch is 401") == true, "\(String(describing: refused))")
    #expect(try workplace.bytes("run/config.json") == edited)
  }

  @Test("A run goes on from any folder, and an older one with relative paths from its own")
  func paths() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let data = try Workplace.object(workplace.text("run/config.json"))["data"] as? [String: Any]
    let path = data?["path"] as? String ?? ""
    #expect(path.hasPrefix("/") && path.hasSuffix("/patches.safetensors"), "\(path)")
    let checkpoint = try Checkpoint(path: workplace.path("run/checkpoint.safetensors"))
    #expect(checkpoint.configuration.contains("\"path\":\"patches.safetensors\""))
    let elsewhere = try await Program.run(
      Program.path(of: "interspike"),
      ["train", "--resume", workplace.path("run"), "--steps", "25"], in: "/")
    #expect(elsewhere.status == 0, "\(elsewhere.errors)")
    try edit(workplace, "run/config.json", "\"\(path)\"", "\"patches.safetensors\"")
    let older = try await Program.interspike(
      "train", "--resume", "run", "--steps", "30", in: workplace)
    #expect(older.status == 0, "\(older.errors)")
  }

  @Test("Metrics that are missing or damaged are worth one line, and training goes on")
  func metrics() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let sound = try await workplace.resume("run", steps: 25)
    #expect(sound.openingRemark == nil && sound.closingRemark == nil)
    try FileManager.default.removeItem(atPath: workplace.path("run/metrics.jsonl"))
    let missing = try await workplace.resume("run", steps: 30)
    #expect(missing.openingRemark?.contains("metrics.jsonl is missing") == true)
    #expect(missing.stepsTaken == 30 && missing.closingRemark == nil)
    try workplace.write([0xFF, 0x0A, 0x7B, 0x0A], to: "run/metrics.jsonl")
    let damaged = try await workplace.resume("run", steps: 35)
    let remark = "\(workplace.path("run/metrics.jsonl")) is damaged"
    #expect(damaged.openingRemark?.hasPrefix(remark) == true, "\(damaged.openingRemark ?? "")")
    #expect(damaged.stepsTaken == 35 && damaged.closingRemark == nil)
  }
}
