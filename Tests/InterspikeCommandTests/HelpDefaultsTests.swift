// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Tensors
import Testing

/// A default that the help names and the program does not use.
@Suite("Defaults in the help")
struct HelpDefaultsTests {
  /// What does not decide a result, or is a rule and not a value.
  private static let rules = ["--steps", "--threads", "--threshold-start"]

  static let commands = [
    ["train", "poisson"], ["train", "gaussian"], ["train", "laplace"], ["train", "categorical"],
    ["train", "iterative-poisson"], ["train", "iterative-gaussian"], ["sparse", "lca"],
    ["sparse", "ista"], ["sparse", "fista"],
  ]

  @Test("Giving every default of the help changes no setting and no weight", arguments: commands)
  func givenDefaults(_ command: [String]) async throws {
    let workplace = try Workplace()
    try workplace.makePatches(count: 1000, side: 2)
    var defaults = try await defaults(of: command, in: workplace).mapValues {
      $0.components(separatedBy: " with a linear decoder").first ?? $0
    }
    #expect(defaults.count >= 8, "\(defaults)")
    let data = ["--data", "patches.safetensors"]
    try await expectNoChange(
      command + data + ["--steps", "0"], giving: defaults, in: workplace, called: "begun")
    defaults["--latents"] = "8"
    try await expectNoChange(
      command + data + ["--steps", "4", "--latents", "8"], giving: defaults, in: workplace,
      called: "trained")
  }

  @Test("So does giving those of another decoder", arguments: ["poisson", "gaussian"])
  func otherDecoder(_ model: String) async throws {
    let workplace = try Workplace()
    try workplace.makePatches(count: 1000, side: 2)
    let defaults = try await defaults(of: ["train", model], in: workplace).compactMapValues {
      $0.components(separatedBy: ", otherwise ").dropFirst().first
    }
    #expect(defaults.count >= 2, "\(defaults)")
    try await expectNoChange(
      [
        "train", model, "--data", "patches.safetensors", "--steps", "8", "--decoder", "mlp",
        "--latents", "8",
      ], giving: defaults, in: workplace, called: "other")
  }

  @Test("So does giving the constant of a latency code")
  func latency() async throws {
    let workplace = try Workplace()
    var file = SafetensorsFile()
    try file.add("patches", Tensor([0.1, 0.5, 0.9, 1], shape: [2, 2]))
    try file.write(to: workplace.path("patches.safetensors"))
    let window = try #require(
      Double(try await defaults(of: ["encode"], in: workplace)["--window"] ?? ""))
    for (name, given) in [("usual", []), ("given", ["--time-constant", "\(window / 5)"])] {
      let outcome = try await Program.run(
        Program.path(of: "interspike"),
        ["encode", "--data", "patches.safetensors", "--code", "latency", "-o", "\(name).npy"]
          + given,
        in: workplace.folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    #expect(try workplace.bytes("usual.npy") == workplace.bytes("given.npy"))
  }

  @Test("A number in a help text comes from the value, not from the text")
  func literals() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/InterspikeCommand").standardizedFileURL
    let files = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String }
    let names = (files ?? []).filter { $0.hasSuffix(".swift") }
    #expect(names.count > 70)
    for name in names {
      let text = try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
      for found in text.matches(of: /\(default: [^()\\\n]*[0-9][^()\n]*\)/) {
        #expect(found.output.hasSuffix("1 with --slurm)"), "\(name): \(found.output)")
      }
    }
  }

  /// The default of each option in the help of a command, but for rules.
  private func defaults(
    of command: [String], in workplace: Workplace
  ) async throws -> [String: String] {
    let help = try await Program.run(
      Program.path(of: "interspike"), command + ["--help"], in: workplace.folder
    ).output
    var found: [String: String] = [:]
    for option in help.components(separatedBy: "\n  --").dropFirst() {
      let words = option.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard let name = words.split(separator: " ").first,
        let text = words.firstMatch(of: /default: ([^)]*)\)/)
      else { continue }
      found["--\(name)"] = String(text.output.1)
    }
    return found.filter { !Self.rules.contains($0.key) }
  }

  private func expectNoChange(
    _ command: [String], giving options: [String: String], in workplace: Workplace,
    called name: String
  ) async throws {
    for (folder, given) in [("usual-\(name)", [:]), ("given-\(name)", options)] {
      let outcome = try await Program.run(
        Program.path(of: "interspike"),
        command + given.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
          + ["-o", folder, "--quiet"], in: workplace.folder)
      #expect(outcome.status == 0, "\(given): \(outcome.errors)")
    }
    let usual = try settings(of: "usual-\(name)", in: workplace)
    let given = try settings(of: "given-\(name)", in: workplace)
    #expect(usual.count > 5)
    // What a recipe decides is null until it is given.
    for (name, value) in usual where !(value is NSNull) {
      #expect((given[name] as? NSObject) == (value as? NSObject), "\(command): \(name)")
    }
    let (one, other) = (
      try SafetensorsFile(path: workplace.path("usual-\(name)/checkpoint.safetensors")),
      try SafetensorsFile(path: workplace.path("given-\(name)/checkpoint.safetensors"))
    )
    #expect(one.entries.map(\.name) == other.entries.map(\.name))
    for name in one.entries.map(\.name) {
      #expect(try one.bytes(name) == other.bytes(name), "\(command): \(name)")
    }
  }

  private func settings(of run: String, in workplace: Workplace) throws -> [String: Any] {
    try Workplace.object(workplace.text("\(run)/config.json"))
  }
}
