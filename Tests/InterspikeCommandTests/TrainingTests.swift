// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
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

  @Test("Every step and every evaluation is a line of the metrics, and the seed is stored")
  func metrics() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    try await workplace.train("run", heldOut: "patches.safetensors") {
      ($0.latents, $0.batch, $0.steps, $0.seed) = (16, 40, 120, 5)
      ($0.evaluateEvery, $0.checkpointEvery) = (50, 20)
    }
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
    let refusal = await Workplace.refusal { try await workplace.train("run") { $0.batch = 40 } }
    let remedy = "interspike train --resume \(workplace.path("run"))"
    #expect(refusal?.contains(remedy) == true, "\(refusal ?? "")")
    #expect(try workplace.bytes("run/checkpoint.safetensors") == before)
  }

  @Test("Going on after the end asks for more steps, and takes them")
  func extending() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let done = try await workplace.resume("run")
    #expect(done.stepsTaken == 20 && done.steps == 20 && !done.isFresh)
    try await workplace.resume("run", steps: 30)
    let fewer = await Workplace.refusal { try await workplace.resume("run", steps: 10) }
    #expect(fewer?.contains("--steps is 10") == true, "\(fewer ?? "")")
    #expect(try Workplace.object(workplace.findings("run").json)["step"] as? Int == 30)
  }

  @Test("Other data than those of the beginning are refused, the same ones elsewhere are not")
  func otherData() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    try FileManager.default.moveItem(
      atPath: workplace.path("patches.safetensors"), toPath: workplace.path("moved.safetensors"))
    let gone = await Workplace.refusal { try await workplace.resume("run", steps: 30) }
    #expect(gone?.contains("--data") == true, "\(gone ?? "")")
    try workplace.makePatches("other.safetensors", count: 300)
    let other = await #expect(throws: RunError.self) {
      try await workplace.resume("run", steps: 30, data: "other.safetensors")
    }
    #expect(other?.kind == .damaged)
    let moved = try await workplace.resume("run", steps: 30, data: "moved.safetensors")
    #expect(moved.stepsTaken == 30)
  }

  @Test("A training that diverges says so and keeps its last good checkpoint")
  func divergence() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    func diverge(_ run: String, heldOut: String?) async -> String {
      await Workplace.refusal {
        try await workplace.train(run, heldOut: heldOut) {
          ($0.latents, $0.batch, $0.steps) = (16, 40, 100)
          ($0.learningRate, $0.clip) = (1e30, 0)
          if heldOut != nil { $0.evaluateEvery = 1 }
        }
      } ?? ""
    }
    let sentence = await diverge("run", heldOut: nil)
    #expect(sentence.contains("ower the learning rate"), "\(sentence)")
    #expect(sentence.firstMatch(of: /at step [0-9]+:/) != nil, "\(sentence)")
    #expect(!sentence.contains("-nan"), "\(sentence)")
    #expect(try await workplace.evaluation(of: "run").step == 0)
    let measured = await diverge("measured", heldOut: "patches.safetensors")
    #expect(measured.contains("training stopped at step "), "\(measured)")
  }
}
