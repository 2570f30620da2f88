// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Subprocess
import Testing

/// Guards against work that goes on after a signal, and against what it leaves behind.
///
/// Everything takes a minute and more if it is let, in steps of seconds. Four seconds of work are allowed, however long
/// they take where tests share cores; the tool Tests/Soak/kills.py asks for one and a half by the clock.
@Suite("Every command ends soon after a signal", .serialized)
struct EndingTests {
  private static let allowed = 4.0

  static let works: [[String]] = [
    ["sample", "--uniform", "200000", "--neurons", "64", "--duration", "100", "-o", "out.nwb"],
    ["sample", "--uniform", "200000", "--neurons", "64", "--duration", "100", "-o", "out.csv"],
    [
      "encode", "--data", "ones.npy", "--maximum", "1000", "--trials", "9000", "--window", "10",
      "-o", "out.npy",
    ],
    ["verify-sampler", "--rates", "5,20,80", "--n", "100000000"],
    ["experiment", "estimators", "--draws", "1000000", "-o", "out"],
    [
      "sparse", "code", "dictionary.npy", "--data", "patches.safetensors", "--iterations",
      "1000000",
    ],
  ]

  private func workplace() throws -> Workplace {
    let workplace = try Workplace()
    try workplace.makePatches()
    try workplace.makeArray("ones.npy", [Float](repeating: 1, count: 64), [1, 64])
    try workplace.makeArray(
      "dictionary.npy", (0..<64 * 512).map { Float($0 * 7919 % 101) / 100 }, [64, 512])
    return workplace
  }

  /// Sends a signal after half a second of work, or as soon as a file holds some lines, and gives how long the program
  /// then took.
  private func end(
    _ arguments: [String], with signal: Signal = .terminate, in workplace: Workplace,
    searchPath: String? = nil, onceWritten file: String? = nil, lines: Int = 1
  ) async throws -> (outcome: Program.Outcome, ending: Program.Ending) {
    try await Program.interrupt(
      signal, arguments, in: workplace, searchPath: searchPath, after: file == nil ? 0.5 : 0,
      once: {
        guard let file else { return true }
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return text.count { $0 == "\n" } >= lines
      })
  }

  @Test("Long steps are not waited for", arguments: works)
  func longSteps(arguments: [String]) async throws {
    let workplace = try workplace()
    let before = try workplace.names()
    let (outcome, ending) = try await end(arguments + ["--threads", "1"], in: workplace)
    #expect(outcome.status == 143, "\(outcome.errors)")
    #expect(ending.work < Self.allowed)
    // On a fast machine a step may end within the patience, and the work stops between two of them.
    let last = outcome.sentences.last ?? ""
    #expect(last.contains("interrupted") || last.contains("stopped"), "\(outcome.errors)")
    #expect(try workplace.names().filter { $0 != "out" } == before)
  }

  @Test("Ctrl-C and the end of the terminal count like SIGTERM")
  func signals() async throws {
    for (signal, status) in [(Signal.interrupt, Int32(130)), (.terminalClosed, 129)] {
      let workplace = try workplace()
      let (outcome, ending) = try await end(Self.works[0], with: signal, in: workplace)
      #expect(outcome.status == status, "\(outcome.errors)")
      #expect(ending.work < Self.allowed)
    }
  }

  @Test("A plotting program does not outlive the program, and its folder goes")
  func gnuplot() async throws {
    let workplace = try workplace()
    try await Program.install(
      "#!/bin/sh\necho $$ > \"$INTERSPIKE_TEST_FOLDER/process\"\nexec sleep 100\n", as: "gnuplot",
      in: workplace)
    setenv("INTERSPIKE_TEST_FOLDER", workplace.folder, 1)
    let (outcome, ending) = try await end(
      ["sample", "--rates", "5", "-o", "out.npy", "--figure", "out.png"], in: workplace,
      searchPath: "\(workplace.folder):/usr/bin:/bin", onceWritten: workplace.path("process"))
    #expect(outcome.status == 143, "\(outcome.errors)")
    // It would have waited for a hundred seconds.
    #expect(ending.duration < .seconds(60))
    let process = try #require(
      Int32(try workplace.text("process").trimmingCharacters(in: .newlines)))
    #expect(kill(process, 0) != 0)
    #expect(!(try workplace.names().contains { $0.hasSuffix(".partial") }))
  }

  @Test("A training whose step is not waited for goes on to the bytes of no interruption")
  func training() async throws {
    let workplace = try Workplace()
    try workplace.makePatches(count: 1000)
    func arguments(_ folder: String) -> [String] {
      [
        "train", "iterative-poisson", "--data", "patches.safetensors", "--latents", "128",
        "--unroll", "16", "--batch", "1000", "--steps", "4", "--threads", "1", "-o", folder, "-q",
      ]
    }
    let whole = try await Program.run(
      Program.path(of: "interspike"), arguments("whole"), in: workplace.folder)
    #expect(whole.status == 0, "\(whole.errors)")
    let (outcome, ending) = try await end(
      arguments("run"), in: workplace, onceWritten: workplace.path("run/metrics.jsonl"), lines: 2)
    #expect(outcome.status == 143, "\(outcome.errors)")
    #expect(ending.work < Self.allowed)
    #expect(
      outcome.sentences.last?.contains("stopped after step 2 of 4") == true
        || outcome.sentences.last?.contains("stopped after step 3 of 4") == true,
      "\(outcome.errors)")
    #expect(
      try workplace.names("run") == ["checkpoint.safetensors", "config.json", "metrics.jsonl"])
    let rest = try await Program.interspike("train", "--resume", "run", "-q", in: workplace)
    #expect(rest.status == 0, "\(rest.errors)")
    for name in try workplace.names("whole") {
      #expect(try workplace.bytes("run/\(name)") == workplace.bytes("whole/\(name)"), "\(name)")
    }
  }
}
