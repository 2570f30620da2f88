// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@Suite("Terminals and closed streams", .serialized)
struct TerminalTests {
  private func shell(_ script: String, in workplace: Workplace) async throws -> Program.Outcome {
    try await Program.run(
      "/bin/bash", ["-c", script, Program.path(of: "interspike")], in: workplace.folder)
  }

  @Test("With standard streams closed, no note lands in a file of the run")
  func closedStreams() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    let train =
      "train poisson --data patches.safetensors --latents 16 --batch 40 --steps 20 "
      + "--held-out patches.safetensors --evaluate-every 5"
    let open = try await shell("exec \"$0\" \(train) -o open", in: workplace)
    #expect(open.status == 0, "\(open.errors)")
    let closed = try await shell("exec \"$0\" \(train) -o closed <&- >&- 2>&-", in: workplace)
    #expect(closed.status == 0)
    for file in ["checkpoint.safetensors", "metrics.jsonl", "config.json"] {
      #expect(try workplace.bytes("open/\(file)") == workplace.bytes("closed/\(file)"), "\(file)")
    }
    let result = try await shell("exec \"$0\" inspect open >&-", in: workplace)
    #expect(result.status == 74, "\(result.errors)")
  }

  /// Guards against a narrow terminal that cuts off the end of the line, where the time left stands.
  @Test(
    "A terminal shows the loss in every line of progress, and the time left", arguments: [80, 60])
  func progress(columns: Int) async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    var (steps, lines): (Int, [String]) = (5000, [])
    // The time left is known after half a second.
    while !lines.contains(where: { $0.hasSuffix(" left") }), steps < 1_000_000 {
      steps *= 2
      try workplace.write(
        Array(
          """
          exec '\(Program.path(of: "interspike"))' train poisson --data patches.safetensors \
          --latents 16 --batch 40 --steps \(steps) -o run-\(steps)
          """.utf8), to: "train.sh")
      let outcome = try await Program.run(
        "/usr/bin/env", ["script", "-qec", "stty cols \(columns); bash train.sh", "/dev/null"],
        in: workplace.folder)
      #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
      lines = outcome.output.components(separatedBy: "\r\u{1B}[K")
        .filter { $0.hasPrefix("training ") && !$0.contains("\n") }
    }
    // From then on, but for the last step.
    let timed = lines.drop { !$0.hasSuffix(" left") }.dropLast()
    #expect(timed.allSatisfy { $0.hasSuffix(" left") }, "\(lines)")
    for line in lines.dropFirst() {
      #expect(line.contains(", loss ") && line.count < columns, "\(line)")
    }
  }
}
