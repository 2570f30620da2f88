// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import LatentModels
import Learning
import Runs
import Tensors
import Testing

@Suite("Training every family", .serialized)
struct FamilyTrainingTests {
  private static let files = ["checkpoint.safetensors", "metrics.jsonl", "config.json"]

  /// A model to train, named by the options that ask for it.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let family: ModelFamily
    let choose: @Sendable (inout RunConfiguration) -> Void

    init(
      _ name: String, _ family: ModelFamily,
      _ choose: @escaping @Sendable (inout RunConfiguration) -> Void = { _ in }
    ) {
      (testDescription, self.family, self.choose) = (name, family, choose)
    }
  }

  private static let linear = [
    Case("gaussian", .gaussian),
    Case("gaussian, relu, prior", .gaussian) { ($0.activation, $0.fitPrior) = (.relu, true) },
    Case("gaussian, exact", .gaussian) { $0.objective = .exact },
    Case("laplace, unit dictionary", .laplace) { $0.unitDictionary = true },
    Case("categorical, 2 variables", .categorical) { $0.variables = 2 },
    Case("categorical, straight-through, prior", .categorical) {
      ($0.estimator, $0.fitPrior) = (.straightThrough, true)
    },
    Case("poisson, gumbel", .poisson) { $0.estimator = .gumbel },
    Case("poisson, straight-through", .poisson) { $0.estimator = .straightThrough },
    Case("poisson, score", .poisson) { ($0.estimator, $0.samples) = (.score, 3) },
  ]

  private static let networks = [
    Case("poisson, conv", .poisson) {
      ($0.encoder, $0.encoderBias, $0.decoder, $0.channels) = (
        .convolutional, true, .convolutional, 4
      )
    },
    Case("gaussian, conv, weight decay", .gaussian) {
      ($0.encoder, $0.channels, $0.weightDecay) = (.convolutional, 8, 3e-4)
    },
    Case("laplace, mlp", .laplace) { ($0.encoder, $0.decoder, $0.expansion) = (.mlp, .mlp, 2) },
    Case("categorical, conv, restart", .categorical) {
      ($0.encoder, $0.channels, $0.restarts) = (.convolutional, 4, 1)
    },
  ]

  private static let iterative = [
    Case("iterative-poisson", .iterativePoisson) { $0.unroll = 3 },
    Case("iterative-poisson, published, segments", .iterativePoisson) {
      ($0.unroll, $0.segments, $0.innerSteps, $0.divergence) = (2, 2, 2, .published)
    },
    Case("iterative-gaussian, relu, jitter", .iterativeGaussian) {
      ($0.unroll, $0.activation, $0.input) = (3, .relu, .jitter)
    },
  ]

  private func train(
    _ model: Case, steps: Int = 40, into run: String, threads: Int = 1, leftAfter most: Int = .max,
    in workplace: Workplace
  ) async throws {
    try await workplace.train(
      run, model.family, heldOut: "patches.safetensors", threads: threads, leftAfter: most
    ) {
      ($0.latents, $0.batch, $0.steps, $0.seed) = (12, 32, steps, 5)
      ($0.evaluateEvery, $0.checkpointEvery) = (steps / 2, max(1, steps / 20))
      model.choose(&$0)
    }
  }

  private func expectEqualRuns(_ workplace: Workplace, _ one: String, _ other: String) throws {
    for file in Self.files {
      let same = try workplace.bytes("\(one)/\(file)") == workplace.bytes("\(other)/\(file)")
      #expect(same, "\(file) of \(other)")
    }
  }

  private func check(_ model: Case, side: Int) async throws {
    let workplace = try Workplace()
    try workplace.makePatches(count: 64, side: side)
    for threads in [1, 2] {
      try await train(model, into: "run\(threads)", threads: threads, in: workplace)
    }
    try expectEqualRuns(workplace, "run1", "run2")
    // Between two checkpoints, after the first measurement.
    try await train(model, into: "left", leftAfter: 25, in: workplace)
    let left = try Checkpoint(path: workplace.path("left/checkpoint.safetensors"))
    #expect(left.step == 24)
    #expect(try workplace.text("left/metrics.jsonl").contains("\"step\":24"))
    try await workplace.resume("left")
    try expectEqualRuns(workplace, "run1", "left")
  }

  @Test("Threads and a kill leave no trace in the bytes of a linear model", arguments: linear)
  func linearModels(_ model: Case) async throws {
    try await check(model, side: 8)
  }

  @Test("Threads and a kill leave no trace in the bytes of a network", arguments: networks)
  func networkModels(_ model: Case) async throws {
    try await check(model, side: 16)
  }

  @Test(
    "Threads and a kill leave no trace in the bytes of an iterative model", arguments: iterative)
  func iterativeModels(_ model: Case) async throws {
    try await check(model, side: 8)
  }

  @Test("Inference is measured step by step")
  func inference() async throws {
    let workplace = try Workplace()
    try workplace.makePatches(count: 64)
    try await train(Self.iterative[0], steps: 10, into: "run", in: workplace)
    let found = try await workplace.inference(
      of: "run", on: "patches.safetensors", steps: 7, count: 9)
    let record = try Workplace.object(JSONText.encode(found))
    #expect(record["inference_steps"] as? Int == 7 && record["count"] as? Int == 9)
    let trace = try #require(record["trace"] as? [String: Any])
    #expect((trace["free_energy"] as? [Double])?.count == 7)
    #expect(record.keys.contains("zeros_settled"))
    let trained = try workplace.model("run")
    let silent = await Workplace.refusal { _ = try trained.spiking(for: "simulate") }
    #expect(silent?.contains("spike") == true, "\(silent ?? "")")
    let exported = await Workplace.refusal { _ = try trained.amortized(for: "export") }
    #expect(exported?.contains("needs a model with an encoder") == true, "\(exported ?? "")")
  }

  @Test(
    "What a family cannot do is refused by name",
    arguments: [
      (Case("--activation is relu", .gaussian) { ($0.objective, $0.activation) = (.exact, .relu) }),
      (Case("--decoder is mlp", .poisson) { ($0.objective, $0.decoder) = (.exact, .mlp) }),
      (Case("--variables is 5", .categorical) { $0.variables = 5 }),
      (Case("--estimator is score", .categorical) { $0.estimator = .score }),
      (Case("256 (16 × 16) or 784 (28 × 28)", .poisson) { $0.encoder = .convolutional }),
      (Case("--encoder is given", .iterativePoisson) { $0.encoder = .mlp }),
      (Case("--exact is given", .iterativePoisson) { $0.objective = .exact }),
      (Case("--unroll is 0", .iterativeGaussian) { $0.unroll = 0 }),
      (Case("--estimator is score", .iterativePoisson) { $0.estimator = .score }),
    ])
  func refusals(_ model: Case) async throws {
    let workplace = try Workplace()
    try workplace.makePatches(count: 64)
    let refusal = await Workplace.refusal {
      try await train(model, steps: 10, into: "run", in: workplace)
    }
    #expect(refusal?.contains(model.testDescription) == true, "\(refusal ?? "")")
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
    try await train(Self.linear[0], steps: 4, into: "other", in: workplace)
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
    for silenced in [[], Array(0..<16)] {
      let found = try await workplace.evaluation(of: "run", silencing: silenced)
      errors.append(try Workplace.object(JSONText.encode(found))["mse"] as? Double ?? .nan)
    }
    let silence = Workplace.bars(400).values.reduce(0) { $0 + Double($1 * $1) } / 400
    #expect(abs(errors[1] - silence) < 1e-4 * silence)
    #expect(errors[0] != errors[1])
    let stranger = await Workplace.refusal {
      _ = try await workplace.evaluation(of: "run", silencing: [16])
    }
    #expect(stranger?.contains("--ablate names neuron 16") == true, "\(stranger ?? "")")
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
