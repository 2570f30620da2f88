// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Randomness
import Subprocess
import Testing

@Suite("Interrupted training", .serialized)
struct InterruptionTests {
  private static let files = ["checkpoint.safetensors", "metrics.jsonl", "config.json"]

  /// Trains without an interruption in the folder `whole`.
  private func trainWhole(_ workplace: Workplace, steps: Int) async throws {
    let outcome = try await Program.run(
      Program.path(of: "interspike"), TrainingTests.arguments(steps: steps, into: "whole"),
      in: workplace.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  private func expectEqualRuns(_ workplace: Workplace) throws {
    for file in Self.files {
      #expect(try workplace.bytes("whole/\(file)") == workplace.bytes("run/\(file)"), "\(file)")
    }
    #expect(try workplace.names("run") == Self.files.sorted())
  }

  /// As many trainings as it takes, for on a fast machine one may end before a kill.
  @Test("Twenty kills at random times leave no trace in the bytes of a run")
  func kills() async throws {
    let steps = 4000
    let workplace = try Workplace()
    try workplace.makePatches()
    try await trainWhole(workplace, steps: steps)
    var generator = SeedSequence(20).generator(for: "kills")
    @Sendable func written() -> Int { (try? workplace.bytes("run/metrics.jsonl").count) ?? 0 }
    func next() -> [String] {
      workplace.exists("run/config.json")
        ? ["train", "--resume", "run"] : TrainingTests.arguments(steps: steps, into: "run")
    }
    var kills = 0
    for _ in 0..<200 where kills < 20 {
      // About 400 steps are 100,000 bytes.
      let enough = written() + generator.integer(below: 200_000)
      let (outcome, _) = try await Program.interrupt(
        .kill, next(), in: workplace, once: { written() >= enough })
      if outcome.status == 0 {
        try expectEqualRuns(workplace)
        try FileManager.default.removeItem(atPath: workplace.path("run"))
      } else if workplace.exists("run/config.json") {
        #expect(outcome.status == -9)
        kills += 1
      }
    }
    #expect(kills == 20)
    let last = try await Program.run(
      Program.path(of: "interspike"), next(), in: workplace.folder)
    #expect(last.status == 0, "\(last.errors)")
    try expectEqualRuns(workplace)
  }

  @Test(
    "Ctrl-C, Ctrl-\\, SIGTERM and a closed terminal leave a usable checkpoint",
    arguments: [
      (Signal.interrupt, Int32(130)), (.quit, 131), (.terminate, 143), (.terminalClosed, 129),
    ])
  func signals(_ signal: Signal, _ status: Int32) async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    let (steps, outcome) = try await Program.interruptEarly(signal, steps: 3000, in: workplace) {
      (TrainingTests.arguments(steps: $0, into: "run"), "run")
    } once: {
      (try? workplace.bytes("run/metrics.jsonl"))?.count ?? 0 >= 10_000
    }
    try await trainWhole(workplace, steps: steps)
    #expect(outcome.status == status)
    #expect(outcome.sentences.last?.contains("interspike train --resume run") == true)
    let evaluation = try await Program.interspike(
      "evaluate", "run", "--data", "patches.safetensors", "--json", in: workplace)
    #expect(evaluation.status == 0)
    #expect(try Workplace.object(evaluation.output)["step"] as? Int ?? steps < steps)
    let rest = try await Program.interspike("train", "--resume", "run", in: workplace)
    #expect(rest.status == 0)
    try expectEqualRuns(workplace)
  }
}
