// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import LatentModels
import Runs
import Testing

@Suite("Configuration files and presets")
struct ConfigurationFileTests {
  private func train(
    _ workplace: Workplace, _ text: String, _ more: [String] = [], model: String = "poisson"
  ) async throws -> Program.Outcome {
    try workplace.write(Array(text.utf8), to: "run.yaml")
    return try await Program.run(
      Program.path(of: "interspike"),
      ["train", model, "--config", "run.yaml", "-o", "run", "--quiet"] + more,
      in: workplace.folder)
  }

  private func settings(_ workplace: Workplace) throws -> [String: Any] {
    try Workplace.object(workplace.text("run/config.json"))
  }

  @Test("A file sets what the command line would, and the command line overrides it")
  func layers() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    let outcome = try await train(
      workplace,
      """
      # a small run
      data: patches.safetensors
      held_out: patches.safetensors
      latents: 16
      batch: 40
      steps: 30
      learning_rate: 1e-3
      seed: 18446744073709551615
      ema: 0.9
      unit_dictionary: true
      """, ["--steps", "20"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let found = try settings(workplace)
    #expect(found["steps"] as? Int == 20)
    #expect(found["latents"] as? Int == 16)
    #expect(found["learning_rate"] as? Double == 0.001)
    #expect(found["seed"] as? UInt64 == .max)
    #expect(found["ema"] as? Double == 0.9)
    #expect(found["unit_dictionary"] as? Bool == true)
  }

  @Test("A preset gives way to the file, and epochs become steps of the data at hand")
  func presets() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    let outcome = try await train(
      workplace, "{data: patches.safetensors, latents: 8, batch: 50, epochs: 20}",
      ["--preset", "mnist-paper"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let found = try settings(workplace)
    #expect(found["steps"] as? Int == 20 * 8)
    #expect(found["warmup_portion"] as? Double == 0.25)
    #expect(found["learning_rate"] as? Double == 0.002)
    #expect(found["weight_decay"] as? Double == 3e-4)
    #expect(found["clip"] as? Double == 1000)
    #expect(found["restarts"] as? Int == 2)
    #expect(found["largest_log_rate"] as? Double == 5.3)
    #expect(found["batch"] as? Int == 50)
  }

  @Test(
    "What a file cannot say is refused by place, name and remedy",
    arguments: [
      ("latents: 8\nlerning_rate: 1", 65, ["line 2", "'lerning_rate'", "'learning_rate'"]),
      ("qqqq: 1", 65, ["'qqqq'", "--help"]),
      ("latents: 8\nbatch: many", 64, ["run.yaml, line 2: 'batch' is 'many'"]),
      ("batch: 2.5", 64, ["'batch' is 2.5"]),
      ("encoder: convolutional", 64, ["'encoder' is 'convolutional'"]),
      ("batch: [1, 2]", 65, ["'batch' is a list"]),
      ("batch: 1\nbatch: 2", 65, ["batch"]),
      ("- batch", 65, ["not a list of settings"]),
      ("a: [", 65, ["not valid YAML"]),
      ("model: gaussian", 64, ["'gaussian'", "train poisson"]),
      ("\nepochs: 0", 64, ["line 2: --epochs is 0"]),
      ("batch: 40\ntemperature_end: 2", 64, ["--temperature-end is 2.0"]),
      ("batch: 40\nepochs: 2\nsteps: 9", 64, ["steps and epochs"]),
      ("warmup_epochs: many", 64, ["warmup_epochs is 'many'"]),
      ("latents: 8\nsteps: 010", 65, ["line 2", "'steps' is 010", "Write 10,"]),
      ("beta: 1:30", 65, ["'beta' is 1:30", "base 60"]),
      ("seed: 0x10", 65, ["'seed' is 0x10", "Write 16,"]),
      ("beta: 0x1p3", 65, ["'beta' is 0x1p3", "Write 8,"]),
      ("beta: -0x1.8", 65, ["'beta' is -0x1.8", "Write -1.5,"]),
      ("seed: 18446744073709551616", 65, ["'seed' is 18446744073709551616, a whole"]),
      ("beta: 1e400", 65, ["'beta' is 1e400, which is beyond"]),
      ("steps: 1_000", 65, ["'steps' is 1_000", "Write 1000,"]),
      ("encoder_bias: yes", 65, ["'encoder_bias' is 'yes'", "Write true,"]),
      ("unit_dictionary: Off", 65, ["'unit_dictionary' is 'Off'", "Write false,"]),
      ("batch: 40\nheld_out: 7", 64, ["'held_out' is 7", "a file name"]),
    ] as [(String, Int32, [String])])
  func refusals(_ text: String, _ status: Int32, _ words: [String]) throws {
    let workplace = try Workplace()
    try workplace.write(Array(text.utf8), to: "run.yaml")
    let error = try #require(throws: RunError.self) {
      let file = try ConfigurationFile.settings(workplace.path("run.yaml"), for: .poisson)
      _ = try TrainingFiles(in: file, data: "patches.safetensors", heldOut: nil, initial: nil)
      var settings = try RunConfiguration(model: .poisson, data: .init(path: "")).changed(file)
      try settings.set(TrainingLength().overridden(by: TrainingLength(in: file)))
      _ = try settings.checked()
    }
    #expect(error.kind == (status == 64 ? .settings : .damaged))
    let sentence = Text.words(of: error)
    for word in words { #expect(sentence.contains(word), "\(word): \(sentence)") }
  }

  @Test(
    "Every option at once: threads and a kill leave no trace, and the best and the last are kept")
  func everything() async throws {
    let workplace = try Workplace()
    try workplace.makePatches(count: 64, side: 16)
    func train(_ run: String, threads: Int = 1, leftAfter most: Int = .max) async throws {
      try await workplace.train(
        run, heldOut: "patches.safetensors", threads: threads, leftAfter: most
      ) {
        ($0.encoder, $0.channels, $0.latents, $0.batch, $0.steps) = (.convolutional, 4, 8, 32, 96)
        ($0.ema, $0.keep, $0.keepBest, $0.lognormWeight, $0.restarts) = (0.95, 3, true, 0.01, 1)
        ($0.weightDecay, $0.clip, $0.betaCycles) = (1e-4, 50, 2)
        ($0.temperatureSchedule, $0.evaluateEvery, $0.checkpointEvery) = (.exponential, 10, 8)
      }
    }
    try await train("run1")
    try await train("run2", threads: 2)
    try await train("left", leftAfter: 45)
    try await workplace.resume("left")
    let names = try workplace.names("run1")
    #expect(
      names.contains("best.safetensors") && names.count(where: { $0.hasPrefix("checkpoint-") }) == 2
    )
    for other in ["run2", "left"] {
      #expect(try workplace.names(other) == names, "\(other)")
      for name in names {
        let same = try workplace.bytes("run1/\(name)") == workplace.bytes("\(other)/\(name)")
        #expect(same, "\(name) of \(other)")
      }
    }
  }
}
