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

  @Test("A terminal of 80 columns shows the loss in every line of progress")
  func progress() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    try workplace.write(
      Array(
        """
        exec '\(Program.path(of: "interspike"))' train poisson --data patches.safetensors \
        --latents 16 --batch 40 --steps 15000 -o run
        """.utf8), to: "train.sh")
    let outcome = try await Program.run(
      "/usr/bin/env", ["script", "-qec", "stty cols 80; bash train.sh", "/dev/null"],
      in: workplace.folder)
    #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
    let lines = outcome.output.components(separatedBy: "\r\u{1B}[K")
      .filter { $0.hasPrefix("training ") && !$0.contains("\n") }.dropFirst()
    #expect(lines.contains { $0.hasSuffix(" left") }, "\(lines)")
    for line in lines {
      #expect(line.contains(", loss ") && line.count < 80, "\(line)")
    }
  }
}
