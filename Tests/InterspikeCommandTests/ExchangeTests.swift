// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import LatentModels
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

  /// Writes the weights of a run for PyTorch.
  private func export(_ run: String, to name: String, in workplace: Workplace) throws {
    let trained = try workplace.model(run)
    try PublishedModule.state(
      of: trained.amortized(for: "export"), temperature: trained.configuration.temperatureEnd,
      called: run
    ).write(to: workplace.path(name))
  }

  @Test("A state of torch becomes a run, and the run that state, bit for bit but for its scalars")
  func roundTrip() async throws {
    let workplace = try Workplace()
    let published = try PublishedRun(state: Self.torch)
    #expect(published.summary.contains("5 latents"))
    try published.write(to: workplace.path("run"))
    try export("run", to: "back.safetensors", in: workplace)
    let before = try SafetensorsFile(path: Self.torch)
    let after = try SafetensorsFile(path: workplace.path("back.safetensors"))
    #expect(after.entries.map(\.name) == before.entries.map(\.name))
    for (old, new) in zip(before.entries, after.entries) {
      #expect(old.shape == new.shape && old.dataType == new.dataType, "\(old.name)")
      guard old.name != "n_exp" else { continue }
      #expect(try before.tensor(old.name) == after.tensor(new.name), "\(old.name)")
    }
    let findings = try workplace.findings("run").text
    let model = "poisson, conv encoder, linear decoder, 5 latents, 256 pixels"
    #expect(findings.contains(model), "\(findings)")
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
    let published = try PublishedRun(state: workplace.path("state.safetensors"))
    #expect(Set(named).isSubset(of: published.wrappers.map { "\($0)." }))
    #expect(published.wrappers.isEmpty == named.isEmpty)
    try published.write(to: workplace.path("run"))
    // Two tensors of one name are not silently one.
    try add([("module.log_rate", [3]), ("log_rate", [3])], to: &file)
    try file.write(to: workplace.path("twice.safetensors"))
    let twice = await Workplace.refusal {
      _ = try PublishedRun(state: workplace.path("twice.safetensors"))
    }
    #expect(twice?.contains("two tensors named 'log_rate'") == true, "\(twice ?? "")")
  }

  @Test(
    "Tensors of other names come in under the published ones, and a name that is not there is refused"
  )
  func renamed() async throws {
    let workplace = try Workplace()
    var (theirs, published) = (SafetensorsFile(), SafetensorsFile())
    try add(
      [
        ("net.encoder.weight", [3, 64]), ("net.encoder.bias", [3]), ("decoder.weight", [64, 3]),
        ("prior", [3]),
      ], to: &theirs)
    try add(
      [
        ("fc_enc.weight", [3, 64]), ("fc_enc.bias", [3]), ("fc_dec.weight", [64, 3]),
        ("log_rate", [3]),
      ], to: &published)
    try theirs.write(to: workplace.path("theirs.safetensors"))
    try published.write(to: workplace.path("published.safetensors"))
    let names = ["net.encoder=fc_enc", "decoder=fc_dec", "prior=log_rate"]
    let renamings = names.compactMap { TensorRenaming(argument: $0) }
    func state(_ name: String, _ renamings: [TensorRenaming]) throws -> [Tensor] {
      try PublishedRun(state: workplace.path("\(name).safetensors"), renaming: renamings)
        .write(to: workplace.path(name))
      return try workplace.model(name).amortized(for: "a test").state.map(\.tensor)
    }
    #expect(try state("theirs", renamings) == state("published", []))
    for (wrong, words) in [
      ([], ["fc_enc.weight", "--rename"]),
      (["enc=fc_enc"], ["enc=fc_enc", "'net.encoder.weight'"]),
      (names + ["net.encoder.bias=fc_enc.bias"], ["net.encoder.bias=fc_enc.bias"]),
      (["net.encoder=fc_enc", "decoder=fc_enc"], ["two tensors named 'fc_enc.weight'"]),
    ] {
      let refusal = await Workplace.refusal {
        _ = try PublishedRun(
          state: workplace.path("theirs.safetensors"),
          renaming: wrong.compactMap { TensorRenaming(argument: $0) })
      }
      #expect(words.allSatisfy { refusal?.contains($0) == true }, "\(wrong): \(refusal ?? "")")
    }
    for text in ["encoder", "=fc_enc", "encoder=", "a=b=c", ""] {
      #expect(TensorRenaming(argument: text) == nil, "\(text)")
    }
  }

  @Test("The program's own models go out and come in as they are")
  func ownModel() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    try export("run", to: "state.safetensors", in: workplace)
    try PublishedRun(state: workplace.path("state.safetensors")).write(
      to: workplace.path("again"))
    func evaluation(_ run: String) async throws -> String {
      // The first line names the run.
      try await workplace.evaluation(of: run).table(run: run)
        .split(separator: "\n").dropFirst().joined(separator: "\n")
    }
    #expect(try await evaluation("again") == evaluation("run"))
    let resumed = await Workplace.refusal { try await workplace.resume("again") }
    #expect(resumed?.contains("--initial") == true, "\(resumed ?? "")")
  }

  @Test("What names do not tell is an option: Gaussian or Laplace, and the activation")
  func families() async throws {
    let workplace = try Workplace()
    try makeLocations("state.safetensors", in: workplace)
    let state = workplace.path("state.safetensors")
    for family in [ModelFamily.gaussian, .laplace] {
      try PublishedRun(state: state, family: family) { $0.activation = .relu }
        .write(to: workplace.path(family.rawValue))
      let findings = try workplace.findings(family.rawValue).text
      #expect(findings.contains("\(family.rawValue), "), "\(findings)")
      #expect(try workplace.text("\(family.rawValue)/config.json").contains("relu"))
      try export(family.rawValue, to: "\(family.rawValue).safetensors", in: workplace)
      let (old, new) = (
        try SafetensorsFile(path: workplace.path("state.safetensors")),
        try SafetensorsFile(path: workplace.path("\(family.rawValue).safetensors"))
      )
      #expect(try new.tensor("loc") == old.tensor("loc"))
      #expect(try new.tensor("fc_enc.weight") == old.tensor("fc_enc.weight"))
    }
    let wrong = await Workplace.refusal { _ = try PublishedRun(state: state, family: .poisson) }
    #expect(wrong?.contains("gaussian or laplace") == true, "\(wrong ?? "")")
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
  }
}
