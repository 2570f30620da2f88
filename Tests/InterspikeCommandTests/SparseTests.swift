// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Figures
import Foundation
import Learning
import Recordings
import Runs
import SparseCoding
import Subprocess
import Tensors
import Testing

@Suite("Sparse coding from the command line", .serialized)
struct SparseTests {
  private static let files = ["checkpoint.safetensors", "config.json", "metrics.jsonl"]

  private static func arguments(
    _ algorithm: String = "lca", steps: Int = 12, into run: String
  ) -> [String] {
    [
      "sparse", algorithm, "--data", "patches.safetensors", "--held-out", "patches.safetensors",
      "--latents", "20", "--batch", "40", "--steps", "\(steps)", "--threshold", "0.5",
      "--threshold-start", "0.3", "--threshold-epochs", "1", "--iterations", "200",
      "--evaluate-every", "5", "--checkpoint-every", "4", "--seed", "5", "-o", run,
    ]
  }

  private static func run(_ arguments: [String], in workplace: Workplace) async throws {
    let outcome = try await Program.run(
      Program.path(of: "interspike"), arguments, in: workplace.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == "")
  }

  @Test(
    "One thread and two give the same bytes, and every step is a line",
    arguments: [SparseAlgorithm.lca, .ista, .fista])
  func learning(_ algorithm: SparseAlgorithm) async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    for threads in [1, 2] {
      try await workplace.learn("run\(threads)", algorithm, threads: threads)
    }
    for file in Self.files {
      #expect(try workplace.bytes("run1/\(file)") == workplace.bytes("run2/\(file)"), "\(file)")
    }
    #expect(try workplace.names("run1") == Self.files)
    let lines = try workplace.text("run1/metrics.jsonl").split(separator: "\n").map {
      try Workplace.object(String($0))
    }
    let training = lines.filter { $0["partition"] as? String == "train" }
    let heldOut = lines.filter { $0["partition"] as? String == "held-out" }
    #expect(training.compactMap { $0["step"] as? Int } == Array(0..<12))
    #expect(training.compactMap { $0["threshold"] as? Double }.first == 0.3)
    #expect(training.compactMap { $0["threshold"] as? Double }.last == 0.4)
    #expect(heldOut.compactMap { $0["step"] as? Int } == [0, 5, 10, 12])
    for key in [
      "mse", "objective", "gap", "kkt_residual", "lifetime_sparsity", "population_sparsity",
      "zeros",
    ] {
      #expect(heldOut.allSatisfy { $0[key] is Double || $0[key] is Int }, "\(key)")
    }
    let checkpoint = try Checkpoint(path: workplace.path("run1/checkpoint.safetensors"))
    #expect(checkpoint.step == 12)
    #expect(checkpoint.parameters.map(\.name) == ["fc_dec.weight"])
    #expect(checkpoint.parameters[0].tensor.shape == [64, 20])
  }

  @Test("Ctrl-C leaves a usable checkpoint, and going on gives the bytes of no interruption")
  func interruption() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    let (steps, outcome) = try await Program.interruptEarly(.interrupt, steps: 1000, in: workplace)
    {
      (Self.arguments(steps: $0, into: "run"), "run")
    } once: {
      (try? workplace.bytes("run/metrics.jsonl"))?.count ?? 0 >= 2000
    }
    try await Self.run(Self.arguments(steps: steps, into: "whole"), in: workplace)
    #expect(outcome.status == 130, "\(outcome.errors)")
    #expect(outcome.sentences.last?.contains("interspike sparse --resume run") == true)
    let code = try await Program.interspike(
      "sparse", "code", "run", "--data", "patches.safetensors", in: workplace)
    #expect(code.status == 0, "\(code.errors)")
    // The settings are those of the run.
    #expect(code.output.contains("lca, threshold 0.5000"), "\(code.output)")
    try await Self.run(["sparse", "--resume", "run"], in: workplace)
    for file in Self.files {
      #expect(try workplace.bytes("whole/\(file)") == workplace.bytes("run/\(file)"), "\(file)")
    }
    let done = try await Program.interspike("sparse", "--resume", "run", in: workplace)
    #expect(done.errors.contains("has already taken all its \(steps) steps"))
  }

  @Test("Data are coded on the dictionary of a run, of a model and of a file")
  func coding() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    try await workplace.learn("sparse", .fista)
    let checkpoint = try Checkpoint(path: workplace.path("sparse/checkpoint.safetensors"))
    try NPY.write(checkpoint.parameters[0].tensor, to: workplace.path("atoms.npy"))
    for (dictionary, atoms) in [("sparse", 20), ("run", 16), ("atoms.npy", 20)] {
      var settings = SparseSettings(algorithm: .fista)
      (settings.threshold, settings.iterations) = (0.4, 300)
      let (coded, record) = try await code(dictionary, settings, in: workplace)
      try settings.write(coded, to: workplace.path("codes.safetensors"))
      let found = try Workplace.object(JSONText.encode(record))
      #expect(found["count"] as? Int == 400)
      #expect(found["threshold"] as? Double == 0.4)
      #expect(found["gap"] as? Double ?? 1 < 0.01)
      let codes = try SafetensorsFile(path: workplace.path("codes.safetensors")).tensor("codes")
      #expect(codes.shape == [400, atoms])
      #expect(codes.values.allSatisfy { $0 >= 0 })
    }
    var hard = SparseSettings(algorithm: .lca)
    hard.thresholding = .hard
    let (_, record) = try await code("run", hard, in: workplace)
    #expect(try Workplace.object(JSONText.encode(record))["objective"] == nil)
  }

  /// Codes the patches on a dictionary.
  private func code(
    _ dictionary: String, _ settings: SparseSettings, in workplace: Workplace
  ) async throws -> (Tensor, CodesRecord) {
    let given = try RunDictionary(path: workplace.path(dictionary))
    let data = try await StimulusFile(path: workplace.path("patches.safetensors")).data
    let found = settings.inference.codes(of: data, on: given.atoms, threads: 1)
    return (
      found.codes,
      try CodesRecord(of: found, for: data, on: given.atoms, settings: settings, threads: 1)
    )
  }

  @Test("A run can be inspected, and its dictionary drawn")
  func inspection() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    try await workplace.learn("run")
    let findings = try workplace.findings("run")
    let found = try Workplace.object(findings.json)
    #expect(found["kind"] as? String == "sparse-run")
    #expect(found["step"] as? Int == 12)
    #expect((found["configuration"] as? [String: Any])?["model"] as? String == "lca")
    #expect(findings.text.contains("20 atoms of 64 pixels"))
    let folder = workplace.path("run")
    let drawing = DictionaryDrawing(
      try RunDictionary(folder: RunFolder(existing: folder)), of: folder, data: nil, order: nil,
      width: 8, seed: 1, threads: 1)
    try await drawing.figure(fittingGabors: false).write(to: workplace.path("atoms.png"))
    #expect(workplace.exists("atoms.png"))
  }

  @Test("A configuration that differs from the checkpoint's is refused by its field")
  func otherConfiguration() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    try await workplace.learn("run")
    let text = try workplace.text("run/config.json")
    let edited = text.replacingOccurrences(
      of: "\"time_constant\" : 100", with: "\"time_constant\" : 50")
    #expect(edited != text)
    try workplace.write(Array(edited.utf8), to: "run/config.json")
    let refusal = await Workplace.refusal { try await workplace.resume("run", steps: 20) }
    #expect(refusal?.contains("inference.time_constant is 50") == true, "\(refusal ?? "")")
  }
}
