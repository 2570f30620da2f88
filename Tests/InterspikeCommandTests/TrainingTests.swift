// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Runs
import Testing

@Suite("Training from the command line")
struct TrainingTests {
  static func arguments(steps: Int, into run: String) -> [String] {
    [
      "train", "poisson", "--data", "patches.safetensors", "--held-out", "patches.safetensors",
      "--latents", "16", "--batch", "40", "--steps", "\(steps)", "--evaluate-every", "50",
      "--checkpoint-every", "20", "--seed", "5", "-o", run,
    ]
  }

  @Test("One thread and two give the same bytes")
  func threads() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    for threads in [1, 2] {
      try await workplace.train(
        "run\(threads)", heldOut: "patches.safetensors", threads: threads
      ) {
        ($0.latents, $0.batch, $0.steps, $0.seed) = (16, 40, 120, 5)
        ($0.evaluateEvery, $0.checkpointEvery) = (50, 20)
      }
    }
    for file in ["checkpoint.safetensors", "metrics.jsonl", "config.json"] {
      #expect(try workplace.bytes("run1/\(file)") == workplace.bytes("run2/\(file)"), "\(file)")
    }
  }

  @Test("Every step and every evaluation is a line of the metrics, and the seed is said and stored")
  func metrics() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    let outcome = try await Program.run(
      Program.path(of: "interspike"), Self.arguments(steps: 120, into: "run"),
      in: workplace.folder)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains("seed 5"))
    #expect(try Workplace.object(workplace.text("run/config.json"))["seed"] as? Int == 5)
    let lines = try workplace.text("run/metrics.jsonl").split(separator: "\n").map {
      try Workplace.object(String($0))
    }
    let training = lines.filter { $0["partition"] as? String == "train" }
    let heldOut = lines.filter { $0["partition"] as? String == "held-out" }
    #expect(training.compactMap { $0["step"] as? Int } == Array(0..<120))
    #expect(heldOut.compactMap { $0["step"] as? Int } == [0, 50, 100, 120])
    for key in ["loss", "mse", "kl", "beta", "temperature", "learning_rate", "gradient_norm"] {
      #expect(training.allSatisfy { $0[key] is Double || $0[key] is Int }, "\(key)")
    }
    for key in ["nelbo", "mse", "kl", "mse_map", "active_fraction", "lifetime_sparsity", "zeros"] {
      #expect(heldOut.allSatisfy { $0[key] is Double || $0[key] is Int }, "\(key)")
    }
  }

  @Test("A run is never overwritten")
  func overwriting() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let before = try workplace.bytes("run/checkpoint.safetensors")
    let outcome = try await Program.run(
      Program.path(of: "interspike"), Self.arguments(steps: 10, into: "run"),
      in: workplace.folder)
    #expect(outcome.status == 73)
    #expect(outcome.errors.contains("interspike train --resume run"))
    #expect(try workplace.bytes("run/checkpoint.safetensors") == before)
  }

  @Test("Going on after the end asks for more steps, and takes them")
  func extending() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let done = try await Program.interspike("train", "--resume", "run", in: workplace)
    #expect(done.status == 0)
    #expect(done.errors.contains("has already taken all its 20 steps"))
    let more = try await Program.interspike(
      "train", "--resume", "run", "--steps", "30", in: workplace)
    #expect(more.status == 0)
    let fewer = try await Program.interspike(
      "train", "--resume", "run", "--steps", "10", in: workplace)
    #expect(fewer.status == 64)
    let findings = try await Program.interspike("inspect", "run", "--json", in: workplace)
    #expect(try Workplace.object(findings.output)["step"] as? Int == 30)
  }

  @Test("Other data than those of the beginning are refused, the same ones elsewhere are not")
  func otherData() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    try FileManager.default.moveItem(
      atPath: workplace.path("patches.safetensors"), toPath: workplace.path("moved.safetensors"))
    let gone = try await Program.interspike(
      "train", "--resume", "run", "--steps", "30", in: workplace)
    #expect(gone.status == 66)
    #expect(gone.errors.contains("--data"))
    try workplace.makePatches("other.safetensors", count: 300)
    let other = try await Program.interspike(
      "train", "--resume", "run", "--steps", "30", "--data", "other.safetensors", in: workplace)
    #expect(other.status == 65)
    let moved = try await Program.interspike(
      "train", "--resume", "run", "--steps", "30", "--data", "moved.safetensors", in: workplace)
    #expect(moved.status == 0, "\(moved.errors)")
  }

  @Test("A training that diverges says so and keeps its last good checkpoint")
  func divergence() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    let outcome = try await Program.interspike(
      "train", "poisson", "--data", "patches.safetensors", "--latents", "16", "--batch", "40",
      "--steps", "100", "--learning-rate", "1e30", "--clip", "0", "-o", "run", in: workplace)
    #expect(outcome.status == 65, "\(outcome.errors)")
    let sentence = outcome.sentences.last ?? ""
    #expect(sentence.contains("ower the learning rate"), "\(sentence)")
    #expect(sentence.firstMatch(of: /at step [0-9]+:/) != nil, "\(sentence)")
    #expect(!sentence.contains("-nan"), "\(sentence)")
    let evaluation = try await Program.interspike(
      "evaluate", "run", "--data", "patches.safetensors", "--json", in: workplace)
    #expect(try Workplace.object(evaluation.output)["step"] as? Int == 0)
    let measured = try await Program.interspike(
      "train", "poisson", "--data", "patches.safetensors", "--held-out", "patches.safetensors",
      "--latents", "16", "--batch", "40", "--steps", "100", "--evaluate-every", "1",
      "--learning-rate", "1e30", "--clip", "0", "-o", "measured", in: workplace)
    #expect(measured.status == 65, "\(measured.errors)")
    #expect(
      measured.sentences.last?.contains("training stopped at step ") == true, "\(measured.errors)")
  }
}
