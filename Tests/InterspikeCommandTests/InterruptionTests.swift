// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Randomness
import Subprocess
import Testing

@Suite("Interrupted training", .serialized)
struct InterruptionTests {
  private static let files = ["checkpoint.safetensors", "metrics.jsonl", "config.json"]

  /// A workplace in which the folder `whole` holds an uninterrupted run.
  private func workplace(steps: Int) async throws -> Workplace {
    let workplace = try Workplace()
    try workplace.makePatches()
    let outcome = try await Program.run(
      Program.path(of: "interspike"), TrainingTests.arguments(steps: steps, into: "whole"),
      in: workplace.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return workplace
  }

  private func expectEqualRuns(_ workplace: Workplace) throws {
    for file in Self.files {
      #expect(try workplace.bytes("whole/\(file)") == workplace.bytes("run/\(file)"), "\(file)")
    }
    #expect(try workplace.names("run") == Self.files.sorted())
  }

  @Test("Twenty kills at random times leave no trace in the bytes of a run")
  func kills() async throws {
    let steps = 36_000
    let workplace = try await workplace(steps: steps)
    var generator = SeedSequence(20).generator(for: "kills")
    func next() -> [String] {
      workplace.exists("run/config.json")
        ? ["train", "--resume", "run"] : TrainingTests.arguments(steps: steps, into: "run")
    }
    var kills = 0
    // On a machine with much other work a kill may come before the run has begun; it does not count, and the next
    // ones come later.
    var patience = 1.0
    while kills < 20, patience < 100 {
      let delay = patience * generator.uniform(in: 10..<220)
      let outcome = try await Program.interrupt(.kill, next(), in: workplace) {
        try await Task.sleep(for: .milliseconds(Int(delay)))
      }
      if workplace.exists("run/config.json") {
        try #require(
          outcome.status == -9, "the training ended before its kills: raise the number of steps")
        kills += 1
      } else {
        patience *= 1.5
      }
    }
    #expect(kills == 20)
    let last = try await Program.run(
      Program.path(of: "interspike"), next(), in: workplace.folder)
    #expect(last.status == 0, "\(last.errors)")
    try expectEqualRuns(workplace)
  }

  @Test(
    "Ctrl-C, SIGTERM and a closed terminal leave a usable checkpoint",
    arguments: [(Signal.interrupt, Int32(130)), (.terminate, 143), (.terminalClosed, 129)])
  func signals(_ signal: Signal, _ status: Int32) async throws {
    let workplace = try await workplace(steps: 3000)
    let (outcome, _) = try await Program.interrupt(
      signal, TrainingTests.arguments(steps: 3000, into: "run"), in: workplace,
      once: { (try? workplace.bytes("run/metrics.jsonl"))?.count ?? 0 >= 10_000 })
    #expect(outcome.status == status)
    #expect(outcome.sentences.last?.contains("interspike train --resume run") == true)
    let evaluation = try await Program.interspike(
      "evaluate", "run", "--data", "patches.safetensors", "--json", in: workplace)
    #expect(evaluation.status == 0)
    #expect(try Workplace.object(evaluation.output)["step"] as? Int ?? 3000 < 3000)
    let rest = try await Program.interspike("train", "--resume", "run", in: workplace)
    #expect(rest.status == 0)
    try expectEqualRuns(workplace)
  }
}
