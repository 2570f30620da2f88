// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@Suite("Help")
struct HelpTests {
  static let commands: [[String]] = [
    [], ["data"], ["data", "photos"], ["data", "mnist"], ["data", "fashion"], ["data", "video"],
    ["data", "film"],
    ["train"], ["sweep"],
    ["train", "poisson"], ["train", "gaussian"], ["train", "laplace"], ["train", "categorical"],
    ["train", "iterative-poisson"], ["train", "iterative-gaussian"],
    ["evaluate"], ["simulate"], ["stream"], ["network"], ["generate"], ["compare"], ["import"],
    ["export"],
    ["sample"], ["encode"], ["verify-sampler"], ["experiment"], ["experiment", "estimators"],
    ["experiment", "bar"], ["experiment", "gratings"], ["experiment", "sta"],
    ["experiment", "repeats"], ["experiment", "adaptation"], ["sparse"],
    ["sparse", "lca"], ["sparse", "ista"], ["sparse", "fista"], ["sparse", "code"], ["inspect"],
    ["figure"], ["reproduce"],
    ["figure", "dictionary"], ["figure", "training"], ["figure", "raster"],
  ]

  @Test("The help of every command is the one written down", arguments: commands)
  func snapshot(_ command: [String]) async throws {
    let workplace = try Workplace()
    let outcome = try await Program.run(
      Program.path(of: "interspike"), command + ["--help"], in: workplace.folder)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    try Expected.check(outcome.output, (["help"] + command).joined(separator: "-"))
  }

  @Test("The version is a number on a line of its own; then come commit, streams, and libraries")
  func version() async throws {
    let outcome = try await Program.interspike("--version", in: try Workplace())
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first == "0.2.0")
    let names = ["commit", "random streams", "libraries"]
    #expect(lines.dropFirst().count == names.count, "\(outcome.output)")
    #expect(zip(lines.dropFirst(), names).allSatisfy { $0.hasPrefix($1) }, "\(outcome.output)")
  }
}

/// Outputs written down in the folder `Expected`.
enum Expected {
  /// Compares an output; with `INTERSPIKE_RECORD=1` in the environment it is written down instead.
  static func check(_ output: String, _ name: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Expected/\(name).txt")
    if ProcessInfo.processInfo.environment["INTERSPIKE_RECORD"] == "1" {
      try Data(output.utf8).write(to: file)
    }
    #expect(output == String(decoding: try Data(contentsOf: file), as: UTF8.self))
  }
}
