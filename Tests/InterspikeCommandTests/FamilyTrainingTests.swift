// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Tensors
import Subprocess
import Testing

@Suite("Training every family", .serialized)
struct FamilyTrainingTests {
  private static let files = ["checkpoint.safetensors", "metrics.jsonl", "config.json"]

  private static let linear: [[String]] = [
    ["gaussian"], ["gaussian", "--activation", "relu", "--fit-prior"], ["gaussian", "--exact"],
    ["laplace", "--unit-dictionary"], ["categorical", "--variables", "2"],
    ["categorical", "--estimator", "straight-through", "--fit-prior"],
    ["poisson", "--estimator", "gumbel"], ["poisson", "--estimator", "straight-through"],
    ["poisson", "--estimator", "score", "--samples", "3"],
  ]

  private static let networks: [[String]] = [
    ["poisson", "--encoder", "conv", "--encoder-bias", "--decoder", "conv", "--channels", "4"],
    ["gaussian", "--encoder", "conv", "--channels", "8", "--weight-decay", "3e-4"],
    ["laplace", "--encoder", "mlp", "--decoder", "mlp", "--expansion", "2"],
    ["categorical", "--encoder", "conv", "--channels", "4", "--restarts", "1"],
  ]

  private func arguments(_ model: [String], steps: Int, into run: String) -> [String] {
    ["train"] + model + [
      "--data", "patches.safetensors", "--held-out", "patches.safetensors", "--latents", "12",
      "--batch", "32", "--steps", "\(steps)", "--evaluate-every", "\(steps / 2)",
      "--checkpoint-every", "\(max(1, steps / 20))", "--seed", "5", "-o", run, "--quiet",
    ]
  }

  private func expectEqualRuns(_ workplace: Workplace, _ one: String, _ other: String) throws {
    for file in Self.files {
      let same = try workplace.bytes("\(one)/\(file)") == workplace.bytes("\(other)/\(file)")
      #expect(same, "\(file) of \(other)")
    }
  }

  private func check(_ model: [String], steps: Int, side: Int) async throws {
    let workplace = try Workplace()
    try workplace.makePatches(count: 64, side: side)
    for threads in ["1", "2"] {
      let outcome = try await Program.run(
        Program.path(of: "interspike"),
        arguments(model, steps: steps, into: "run\(threads)") + ["--threads", threads],
        in: workplace.folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    try expectEqualRuns(workplace, "run1", "run2")
    // A tenth of the lines that a whole run writes: the rest is time for the kill on a busy machine.
    let enough = try workplace.bytes("run1/metrics.jsonl").count / 10
    let killed = try await Program.interrupt(
      .kill, arguments(model, steps: steps, into: "killed"), in: workplace,
      once: { (try? workplace.bytes("killed/metrics.jsonl").count) ?? 0 >= enough })
    #expect(killed.outcome.status == -9, "the training ended before it was killed: raise its steps")
    let resumed = try await Program.interspike("train", "--resume", "killed", in: workplace)
    #expect(resumed.status == 0, "\(resumed.errors)")
    try expectEqualRuns(workplace, "run1", "killed")
  }

  @Test("Threads and a kill leave no trace in the bytes of a linear model", arguments: linear)
  func linearModels(_ model: [String]) async throws {
    try await check(model, steps: 5000, side: 8)
  }

  @Test("Threads and a kill leave no trace in the bytes of a network", arguments: networks)
  func networkModels(_ model: [String]) async throws {
    try await check(model, steps: 60, side: 16)
  }

  @Test(
    "Threads and a kill leave no trace in the bytes of an iterative model",
    arguments: [
      ["iterative-poisson", "--unroll", "3"],
      [
        "iterative-poisson", "--unroll", "2", "--segments", "2", "--inner-steps", "2",
        "--divergence", "published",
      ],
      ["iterative-gaussian", "--unroll", "3", "--activation", "relu", "--input", "jitter"],
    ])
  func iterativeModels(_ model: [String]) async throws {
    try await check(model, steps: 600, side: 8)
  }

  @Test("Inference is measured step by step")
  func inference() async throws {
    let workplace = try Workplace()
    try workplace.makePatches(count: 64)
    let trained = try await Program.run(
      Program.path(of: "interspike"),
      arguments(["iterative-poisson", "--unroll", "2"], steps: 10, into: "run"),
      in: workplace.folder)
    #expect(trained.status == 0, "\(trained.errors)")
    let found = try await Program.interspike(
      "evaluate", "run", "--data", "patches.safetensors", "--inference-steps", "7", "--count", "9",
      "--json", in: workplace)
    #expect(found.status == 0, "\(found.errors)")
    let record = try Workplace.object(found.output)
    #expect(record["inference_steps"] as? Int == 7 && record["count"] as? Int == 9)
    let trace = try #require(record["trace"] as? [String: Any])
    #expect((trace["free_energy"] as? [Double])?.count == 7)
    #expect(record.keys.contains("zeros_settled"))
    for (command, sentence) in [
      (["simulate", "run", "--data", "patches.safetensors", "-o", "spikes.csv"], "spike"),
      (["export", "run", "-o", "state.safetensors"], "needs a model with an encoder"),
      (["evaluate", "run", "--data", "patches.safetensors", "--ablate", "1"], "--ablate"),
    ] {
      let refused = try await Program.run(
        Program.path(of: "interspike"), command, in: workplace.folder)
      #expect(refused.status == 64 && refused.errors.contains(sentence), "\(refused.errors)")
    }
  }

  @Test(
    "What a family cannot do is refused by name",
    arguments: [
      (["gaussian", "--exact", "--activation", "relu"], "--activation is relu"),
      (["poisson", "--exact", "--decoder", "mlp"], "--decoder is mlp"),
      (["categorical", "--variables", "5"], "--variables is 5"),
      (["categorical", "--estimator", "score"], "--estimator is score"),
      (["poisson", "--encoder", "conv"], "256 (16 × 16) or 784 (28 × 28)"),
      (["iterative-poisson", "--encoder", "mlp"], "--encoder is given"),
      (["iterative-poisson", "--exact"], "--exact is given"),
      (["iterative-gaussian", "--unroll", "0"], "--unroll is 0"),
      (["iterative-poisson", "--estimator", "score"], "--estimator is score"),
    ])
  func refusals(_ model: [String], _ sentence: String) async throws {
    let workplace = try Workplace()
    try workplace.makePatches(count: 64)
    let outcome = try await Program.run(
      Program.path(of: "interspike"), arguments(model, steps: 10, into: "run"),
      in: workplace.folder)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
    #expect(!workplace.exists("run"))
  }

  @Test("A model makes up pictures, and the spikes that made them")
  func generate() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let made = try await Program.interspike(
      "generate", "run", "--count", "9", "-o", "made.safetensors", "--spikes", "made.csv",
      in: workplace)
    #expect(made.status == 0, "\(made.errors)")
    let file = try Samples(path: workplace.path("made.safetensors"))
    #expect(file.pictures.shape == [9, 64] && file.latents.shape == [9, 16])
    let rows = try workplace.text("made.csv").split(separator: "\n").filter {
      !$0.hasPrefix("#") && $0.first?.isNumber == true
    }
    #expect(Double(rows.count) == file.latents.values.reduce(0) { $0 + Double($1) })
    let gaussian = try await Program.run(
      Program.path(of: "interspike"), arguments(["gaussian"], steps: 4, into: "other"),
      in: workplace.folder)
    #expect(gaussian.status == 0, "\(gaussian.errors)")
    let pictures = try await Program.interspike(
      "generate", "other", "--count", "3", "-o", "other.npy", in: workplace)
    #expect(pictures.status == 0, "\(pictures.errors)")
    let silent = try await Program.interspike(
      "generate", "other", "--count", "3", "-o", "other.npy", "--spikes", "other.nwb",
      in: workplace)
    #expect(silent.status == 64)
    #expect(silent.errors.contains("neurons that spike"), "\(silent.errors)")
  }

  @Test("Silenced neurons leave the reconstruction, and strangers are refused")
  func ablation() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    var errors: [Double] = []
    for more in [[], ["--ablate"] + (0..<16).map(String.init)] {
      let outcome = try await Program.run(
        Program.path(of: "interspike"),
        ["evaluate", "run", "--data", "patches.safetensors", "--json"] + more,
        in: workplace.folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      errors.append(try Workplace.object(outcome.output)["mse"] as? Double ?? .nan)
    }
    let silence = Workplace.bars(400).values.reduce(0) { $0 + Double($1 * $1) } / 400
    #expect(abs(errors[1] - silence) < 1e-4 * silence)
    #expect(errors[0] != errors[1])
    let stranger = try await Program.interspike(
      "evaluate", "run", "--data", "patches.safetensors", "--ablate", "16", in: workplace)
    #expect(stranger.status == 64)
    #expect(stranger.errors.contains("neuron 16"), "\(stranger.errors)")
  }
}

/// What `interspike generate` writes.
private struct Samples {
  let pictures: Tensor
  let latents: Tensor

  init(path: String) throws {
    let file = try SafetensorsFile(path: path)
    pictures = try file.tensor("patches")
    latents = try file.tensor("latents")
  }
}
