// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Learning
import Randomness
import Tensors
import Testing

@Suite("Training")
struct TrainingTests {
  @Test("Linear regression learns")
  func learns() throws {
    let training = try LinearRegression.training(steps: 300)
    let steps = try training.remainingSteps()
    #expect(steps.map(\.index) == Array(0..<300))
    #expect(training.stepsTaken == 300)
    #expect(steps[0].rate == 0 && steps[0].temperature == 1)
    let last = try #require(steps.last?[term: "mse"])
    let first = try #require(steps.first?[term: "mse"])
    // The noise that is left has a mean square of 3·0.01 per datum.
    #expect(first > 0.5 && last < 0.06)
    #expect(try training.next() == nil)
  }

  @Test("Threads do not change a bit of the training", arguments: [2, 3])
  func threads(threads: Int) throws {
    let alone = try LinearRegression.training()
    let together = try LinearRegression.training(threads: threads)
    #expect(try alone.remainingSteps().map(\.loss) == together.remainingSteps().map(\.loss))
    #expect(alone.checkpoint() == together.checkpoint())
  }

  @Test("Another seed trains differently")
  func seeds() throws {
    let (one, two) = (try LinearRegression.training(), try LinearRegression.training(seed: 4))
    #expect(try one.remainingSteps().map(\.loss) != two.remainingSteps().map(\.loss))
  }

  @Test(
    "A training resumed from a file equals one that was not interrupted",
    arguments: [0, 1, 4, 17, 40])
  func resume(after: Int) throws {
    let path = temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let whole = try LinearRegression.training()
    let losses = try whole.remainingSteps().map(\.loss)
    let first = try LinearRegression.training()
    for _ in 0..<after { _ = try first.next() }
    try first.checkpoint(configuration: "{\"a\": 1}").write(to: path)
    let checkpoint = try Checkpoint(path: path)
    #expect(checkpoint.configuration == "{\"a\": 1}" && checkpoint.seed == 3)
    let second = try LinearRegression.resumed(checkpoint)
    #expect(try second.remainingSteps().map(\.loss) == Array(losses[after...]))
    #expect(
      try second.checkpoint().file().encoded() == whole.checkpoint().file().encoded())
  }

  @Test("A step leaves earlier copies of the model as they were")
  func values() throws {
    let training = try LinearRegression.training()
    _ = try training.next()
    let before = training.model.parameters
    let kept = before.map(\.tensor.values)
    _ = try training.next()
    #expect(before.map(\.tensor.values) == kept)
    #expect(training.model.parameters != before)
  }

  @Test("Training that diverges throws and leaves the model as it was")
  func divergence() throws {
    let training = Training(
      LinearRegression.model(seed: 1), objective: LinearRegression.objective,
      optimizer: GradientDescent(), batches: try Minibatches(LinearRegression.data(60), size: 30),
      plan: TrainingPlan(steps: 2000, rate: .constant(1e6), beta: .constant(1)), seed: 1)
    var error: TrainingError?
    do {
      while try training.next() != nil {}
    } catch let problem as TrainingError {
      error = problem
    }
    guard case .diverged(let step, _, _) = error else {
      Issue.record("training at an absurd rate did not stop: \(String(describing: error))")
      return
    }
    #expect(step == training.stepsTaken)
  }
}

extension LinearRegression {
  static func resumed(_ checkpoint: Checkpoint) throws -> Training<LinearRegression, Adamax> {
    try Training(
      resuming: checkpoint, into: model(seed: 55), objective: objective,
      optimizer: Adamax(weightDecay: 1e-4), batches: try Minibatches(data(150), size: 37),
      plan: TrainingPlan(
        steps: 40, rate: .warmupThenCosine(peak: 0.05), gradientLimit: .constant(2)))
  }
}

@Suite("Checkpoints")
struct CheckpointTests {
  private func checkpoint() throws -> Checkpoint {
    let training = try LinearRegression.training()
    for _ in 0..<3 { _ = try training.next() }
    return training.checkpoint(configuration: "text")
  }

  @Test("The file holds plain names, the optimiser's memory under a prefix, and its metadata")
  func layout() throws {
    let file = try checkpoint().file()
    #expect(
      file.entries.map(\.name) == [
        "bias", "optimizer.bound.bias", "optimizer.bound.weight", "optimizer.mean.bias",
        "optimizer.mean.weight", "weight",
      ])
    #expect(
      file.metadata == [
        "format": "interspike-checkpoint", "schema": "1", "step": "3", "seed": "3",
        "stream_version": "\(SeedSequence.streamVersion)", "config": "text",
      ])
  }

  @Test("Metadata that is missing or no number is named", arguments: ["step", "seed", "schema"])
  func metadata(key: String) throws {
    var file = try checkpoint().file()
    for bad in ["", "-1", "1e3", "99999999999999999999999"] {
      file.metadata[key] = bad
      #expect(throws: CheckpointError.badMetadata(key, value: bad, source: "x")) {
        try Checkpoint(file: file, called: "x")
      }
    }
    file.metadata[key] = nil
    #expect(throws: CheckpointError.missingMetadata(key, source: "x")) {
      try Checkpoint(file: file, called: "x")
    }
  }

  @Test("Other files, layouts and stream versions are refused")
  func foreign() throws {
    let good = try checkpoint()
    var file = try good.file()
    file.metadata["format"] = "pt"
    #expect(throws: CheckpointError.notACheckpoint(source: "x")) {
      try Checkpoint(file: file, called: "x")
    }
    file = try good.file()
    file.metadata["schema"] = "2"
    #expect(throws: CheckpointError.schema(2, source: "x")) {
      try Checkpoint(file: file, called: "x")
    }
    let other = Checkpoint(
      parameters: good.parameters, optimizerMemory: good.optimizerMemory, step: 3, seed: 3,
      streamVersion: 999, configuration: "")
    #expect(throws: CheckpointError.self) { try LinearRegression.resumed(other) }
  }

  @Test("A training begun under version 1 of the streams goes on, to the same bits")
  func earlierVersion() throws {
    let good = try checkpoint()
    let earlier = Checkpoint(
      parameters: good.parameters, optimizerMemory: good.optimizerMemory, step: 3, seed: 3,
      streamVersion: 1, configuration: "")
    let (here, there) = (try LinearRegression.resumed(good), try LinearRegression.resumed(earlier))
    _ = (try here.remainingSteps(), try there.remainingSteps())
    #expect(
      here.checkpoint().parameters.map(\.tensor.values)
        == there.checkpoint().parameters.map(\.tensor.values))
  }

  @Test("Parameters and memory of another model are refused by name")
  func mismatch() throws {
    let good = try checkpoint()
    func resume(_ parameters: [NamedTensor], _ memory: [NamedTensor]) throws {
      _ = try LinearRegression.resumed(
        Checkpoint(
          parameters: parameters, optimizerMemory: memory, step: 3, seed: 3,
          streamVersion: good.streamVersion, configuration: ""))
    }
    #expect(throws: Never.self) { try resume(good.parameters, good.optimizerMemory) }
    #expect(throws: ParameterError.missing(["weight"], source: "the checkpoint")) {
      try resume([good.parameters[0]], good.optimizerMemory)
    }
    #expect(throws: ParameterError.missing(["bound.bias"], source: "the optimizer's memory")) {
      try resume(good.parameters, Array(good.optimizerMemory.dropFirst()))
    }
    #expect(throws: ParameterError.unknown(["x"], source: "the optimizer's memory")) {
      try resume(good.parameters, good.optimizerMemory + [NamedTensor("x", Tensor(0))])
    }
  }

  @Test("A checkpoint cut short at any byte is refused")
  func truncation() throws {
    let bytes = try checkpoint().file().encoded()
    for count in 0..<bytes.count {
      #expect(throws: SafetensorsError.self) {
        try Checkpoint(file: SafetensorsFile(bytes: Array(bytes[..<count])))
      }
    }
  }

  @Test("A folder that does not exist is named by the system's reason")
  func unwritable() throws {
    let path = temporaryPath() + "/checkpoint.safetensors"
    #expect(throws: FileError.self) { try checkpoint().write(to: path) }
  }
}
