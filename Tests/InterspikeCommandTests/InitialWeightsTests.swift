// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Learning
import Runs
import Tensors
import Testing

@Suite("Training from given weights")
struct InitialWeightsTests {
  /// Trains 40 steps from the weights of a file.
  private func begin(
    _ workplace: Workplace, from initial: String? = nil, steps: Int = 40, into run: String
  ) async throws {
    try await workplace.train(run, heldOut: "patches.safetensors", initial: initial) {
      ($0.latents, $0.batch, $0.steps, $0.seed) = (16, 40, steps, 5)
      ($0.evaluateEvery, $0.checkpointEvery) = (50, 20)
    }
  }

  private func tensors(_ path: String, in workplace: Workplace) throws -> [String: Tensor] {
    let file = try SafetensorsFile(path: workplace.path(path))
    let named = try file.entries.map { ($0.name, try file.tensor($0.name)) }
    return Dictionary(uniqueKeysWithValues: named)
  }

  @Test(
    "The checkpoint of no step, or its weights alone, lead where random weights of that seed do")
  func sameBytes() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    try await begin(workplace, steps: 0, into: "none")
    var torch = SafetensorsFile()
    for parameter in try Checkpoint(path: workplace.path("none/checkpoint.safetensors")).parameters
    {
      try torch.add(parameter.name, parameter.tensor)
    }
    try torch.write(to: workplace.path("torch.safetensors"))
    try await begin(workplace, into: "ordinary")
    for (initial, run) in [("none/checkpoint.safetensors", "a"), ("torch.safetensors", "b")] {
      try await begin(workplace, from: initial, into: run)
      #expect(
        try workplace.bytes("\(run)/metrics.jsonl") == workplace.bytes("ordinary/metrics.jsonl"))
      #expect(
        try tensors("\(run)/checkpoint.safetensors", in: workplace)
          == tensors("ordinary/checkpoint.safetensors", in: workplace))
    }
    #expect(try !workplace.text("ordinary/config.json").contains("initial"))
  }

  @Test("Other weights than random ones lead elsewhere, and the run says whose they were")
  func otherWeights() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    try await begin(workplace, into: "ordinary")
    try await begin(workplace, from: "run/checkpoint.safetensors", into: "new")
    #expect(
      try workplace.bytes("new/metrics.jsonl") != workplace.bytes("ordinary/metrics.jsonl"))
    #expect(try workplace.findings("new").text.contains("run/checkpoint.safetensors"))
  }

  @Test(
    "A run killed before its first checkpoint begins again from the same weights, or says why not")
  func killed() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let initial = "run/checkpoint.safetensors"
    try await begin(workplace, from: initial, into: "new")
    let checkpoint = try workplace.bytes("new/checkpoint.safetensors")
    let metrics = try workplace.bytes("new/metrics.jsonl")
    let weights = Array(try workplace.bytes(initial))
    func forget() throws {
      try FileManager.default.removeItem(atPath: workplace.path("new/checkpoint.safetensors"))
    }
    try forget()
    try await workplace.resume("new")
    #expect(try workplace.bytes("new/checkpoint.safetensors") == checkpoint)
    #expect(try workplace.bytes("new/metrics.jsonl") == metrics)

    try workplace.write(weights + [0], to: initial)
    // The initial weights do not matter any more.
    try await workplace.resume("new")
    try makeWeights(initial, latents: 16, in: workplace)
    try forget()
    let changed = await #expect(throws: RunError.self) { try await workplace.resume("new") }
    #expect(changed?.kind == .damaged)
    for words in [initial, "SHA-256"] {
      #expect(changed?.description.contains(words) == true, "\(String(describing: changed))")
    }

    try FileManager.default.removeItem(atPath: workplace.path(initial))
    let gone = await Workplace.refusal { try await workplace.resume("new") }
    #expect(gone?.contains(initial) == true, "\(gone ?? "")")
  }

  private func makeWeights(
    _ name: String, latents: Int, in workplace: Workplace, without missing: String? = nil,
    adding unknown: String? = nil, value: Float = 0
  ) throws {
    var file = SafetensorsFile()
    let shapes = [
      ("fc_enc.weight", [latents, 64]), ("fc_dec.weight", [64, latents]),
      ("log_rate", [1, latents]),
    ]
    for (name, shape) in shapes where name != missing {
      try file.add(name, Tensor(Array(repeating: value, count: shape[0] * shape[1]), shape: shape))
    }
    if let unknown { try file.add(unknown, Tensor([1], shape: [1])) }
    try file.write(to: workplace.path(name))
  }

  @Test("Weights of another model are refused by name, and no run is begun")
  func refused() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    try makeWeights("wide.safetensors", latents: 17, in: workplace)
    try makeWeights("short.safetensors", latents: 16, in: workplace, without: "log_rate")
    try makeWeights("more.safetensors", latents: 16, in: workplace, adding: "fc_enc.bias")
    try makeWeights("nan.safetensors", latents: 16, in: workplace, value: -.nan)
    try workplace.write(Array("these are words".utf8), to: "words.safetensors")
    let before = try workplace.names()
    let cases: [(String, [String])] = [
      ("wide.safetensors", ["fc_enc.weight", "[17, 64]", "[16, 64]"]),
      ("short.safetensors", ["log_rate"]), ("more.safetensors", ["fc_enc.bias"]),
      ("nan.safetensors", ["value nan", "fc_enc.weight"]), ("words.safetensors", []),
      ("none.safetensors", ["No such file"]),
    ]
    let data = try await StimulusFile(path: workplace.path("patches.safetensors"))
    var configuration = RunConfiguration(model: .poisson, data: data.identity)
    (configuration.latents, configuration.batch) = (16, 40)
    for (name, words) in cases {
      let refusal = await Workplace.refusal {
        _ = try RunTraining(
          creating: workplace.path("new"), configuration, data: data,
          initial: try await InitialWeights(path: workplace.path(name)))
      }
      for word in words + [name] {
        #expect(refusal?.contains(word) == true, "\(word): \(refusal ?? "")")
      }
      #expect(try workplace.names() == before, "\(name)")
    }
  }
}
