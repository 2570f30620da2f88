// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Learning
import Runs
import Tensors
import Testing

/// Models from PyTorch and back.
@Suite("Import and export")
struct ExchangeTests {
  /// A state_dict as torch wrote it, of a Poisson model with a convolutional encoder.
  private static let torch = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Goldens/family/state.safetensors").path

  private func add(_ tensors: [(String, [Int])], to file: inout SafetensorsFile) throws {
    for (place, (name, shape)) in tensors.enumerated() {
      let count = shape.reduce(1, *)
      let values = (0..<count).map { Float(($0 + place) % 7) / 7 - 0.5 }
      try file.add(name, Tensor(values, shape: shape))
    }
  }

  /// A linear Gaussian or Laplace state of 64 pixels and 3 latents.
  private func makeLocations(_ name: String, in workplace: Workplace) throws {
    var file = SafetensorsFile()
    try add(
      [
        ("fc_enc.weight", [6, 64]), ("fc_dec.weight", [64, 3]), ("loc", [1, 3]),
        ("log_scale", [1, 3]), ("temp", []),
      ], to: &file)
    try file.write(to: workplace.path(name))
  }

  @Test("A state of torch becomes a run, and the run that state, bit for bit but for its scalars")
  func roundTrip() async throws {
    let workplace = try Workplace()
    let done = try await Program.interspike("import", Self.torch, "-o", "run", in: workplace)
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.errors.contains("5 latents"))
    let back = try await Program.interspike(
      "export", "run", "-o", "back.safetensors", in: workplace)
    #expect(back.status == 0, "\(back.errors)")
    let before = try SafetensorsFile(path: Self.torch)
    let after = try SafetensorsFile(path: workplace.path("back.safetensors"))
    #expect(after.entries.map(\.name) == before.entries.map(\.name))
    for (old, new) in zip(before.entries, after.entries) {
      #expect(old.shape == new.shape && old.dataType == new.dataType, "\(old.name)")
      guard old.name != "n_exp" else { continue }
      #expect(try before.tensor(old.name) == after.tensor(new.name), "\(old.name)")
    }
    let findings = try await Program.interspike("inspect", "run", in: workplace)
    let model = "poisson, conv encoder, linear decoder, 5 latents, 256 pixels"
    #expect(findings.output.contains(model), "\(findings.output)")
  }

  @Test(
    "What PyTorch's wrappers put into names is taken out, wherever it stands, and said",
    arguments: [
      ("module.", ["module."]), ("_orig_mod.", ["_orig_mod."]),
      ("module._orig_mod.module.", ["_orig_mod.", "module."]), ("", []),
    ])
  func wrappers(_ prefix: String, _ named: [String]) async throws {
    let workplace = try Workplace()
    var file = SafetensorsFile()
    // A compiled part of a module has the wrapper in mid-name; the prior may lack its first axis.
    let part = prefix.isEmpty ? "" : "_orig_mod."
    try add(
      [
        ("\(prefix)fc_enc.weight", [3, 64]), ("\(prefix)fc_dec.\(part)weight", [64, 3]),
        ("\(prefix)log_rate", [3]),
      ], to: &file)
    try file.write(to: workplace.path("state.safetensors"))
    let done = try await Program.interspike(
      "import", "state.safetensors", "-o", "run", in: workplace)
    #expect(done.status == 0, "\(done.errors)")
    for name in named { #expect(done.errors.contains("'\(name)'"), "\(done.errors)") }
    #expect(done.errors.contains("wrappers") == !named.isEmpty)
    // Two tensors of one name are not silently one.
    try add([("module.log_rate", [3]), ("log_rate", [3])], to: &file)
    try file.write(to: workplace.path("twice.safetensors"))
    let twice = try await Program.interspike(
      "import", "twice.safetensors", "-o", "again", in: workplace)
    #expect(
      twice.status == 65 && twice.errors.contains("two tensors named 'log_rate'"), "\(twice.errors)"
    )
  }

  @Test("The program's own models go out and come in as they are")
  func ownModel() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    for (arguments, run) in [
      (["export", "run", "-o", "state.safetensors"], "run"),
      (["import", "state.safetensors", "-o", "again"], "again"),
    ] {
      let outcome = try await Program.run(
        Program.path(of: "interspike"), arguments, in: workplace.folder)
      #expect(outcome.status == 0, "\(run): \(outcome.errors)")
    }
    func evaluation(_ run: String) async throws -> String {
      let outcome = try await Program.interspike(
        "evaluate", run, "--data", "patches.safetensors", in: workplace)
      #expect(outcome.status == 0, "\(outcome.errors)")
      // The first line names the run.
      return outcome.output.split(separator: "\n").dropFirst().joined(separator: "\n")
    }
    #expect(try await evaluation("again") == evaluation("run"))
    let resumed = try await Program.interspike("train", "--resume", "again", in: workplace)
    #expect(resumed.status == 64, "\(resumed.errors)")
    #expect(resumed.sentences.last?.contains("--initial") == true, "\(resumed.errors)")
  }

  @Test("What names do not tell is an option: Gaussian or Laplace, and the activation")
  func families() async throws {
    let workplace = try Workplace()
    try makeLocations("state.safetensors", in: workplace)
    for (family, words) in [("gaussian", "gaussian, "), ("laplace", "laplace, ")] {
      let outcome = try await Program.interspike(
        "import", "state.safetensors", "-o", family, "--family", family, "--activation", "relu",
        in: workplace)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let findings = try await Program.interspike("inspect", family, in: workplace)
      #expect(findings.output.contains(words), "\(findings.output)")
      #expect(try workplace.text("\(family)/config.json").contains("relu"))
      let back = try await Program.interspike(
        "export", family, "-o", "\(family).safetensors", in: workplace)
      #expect(back.status == 0, "\(back.errors)")
      let (old, new) = (
        try SafetensorsFile(path: workplace.path("state.safetensors")),
        try SafetensorsFile(path: workplace.path("\(family).safetensors"))
      )
      #expect(try new.tensor("loc") == old.tensor("loc"))
      #expect(try new.tensor("fc_enc.weight") == old.tensor("fc_enc.weight"))
    }
    let wrong = try await Program.interspike(
      "import", "state.safetensors", "-o", "p", "--family", "poisson", in: workplace)
    #expect(wrong.status == 64, "\(wrong.errors)")
    #expect(wrong.sentences.last?.contains("gaussian or laplace") == true, "\(wrong.errors)")
  }

  @Test("Tensors that are missing or unknown are named, and no run is begun")
  func refused() async throws {
    let workplace = try Workplace()
    let whole = try SafetensorsFile(path: Self.torch)
    func make(_ name: String, without missing: String, adding unknown: String?) throws {
      var file = SafetensorsFile()
      for entry in whole.entries where ![missing, "n_exp"].contains(entry.name) {
        try file.add(entry.name, try whole.tensor(entry.name))
      }
      if let unknown { try file.add(unknown, Tensor([.nan], shape: [1])) }
      try file.write(to: workplace.path(name))
    }
    try make("short.safetensors", without: "enc.2.se.fc.0.bias", adding: nil)
    try make("more.safetensors", without: "", adding: "ema.decay")
    try make("none.safetensors", without: "fc_dec.weight", adding: nil)
    try workplace.write(Array("these are words".utf8), to: "words.safetensors")
    var infinite = SafetensorsFile()
    try add([("fc_enc.weight", [2, 64]), ("fc_dec.weight", [64, 2])], to: &infinite)
    try infinite.add("log_rate", Tensor([0, .infinity], shape: [1, 2]))
    try infinite.write(to: workplace.path("infinite.safetensors"))
    for (name, word) in [
      ("short.safetensors", "enc.2.se.fc.0.bias"), ("more.safetensors", "ema.decay"),
      ("none.safetensors", "fc_dec.weight"), ("words.safetensors", "words.safetensors"),
      ("infinite.safetensors", "log_rate"), ("absent.safetensors", "absent.safetensors"),
    ] {
      let refusal = await Workplace.refusal {
        try PublishedRun(state: workplace.path(name)).write(to: workplace.path("run"))
      }
      #expect(refusal?.contains(word) == true, "\(name): \(refusal ?? "")")
      #expect(!workplace.exists("run"), "\(name)")
    }
    let outcome = try await Program.interspike(
      "import", "infinite.safetensors", "-o", "run", in: workplace)
    #expect(outcome.status == 65 && outcome.errors.contains("log_rate"), "\(outcome.errors)")
    #expect(!workplace.exists("run"))
  }
}
