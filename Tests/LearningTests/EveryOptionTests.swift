// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Learning
import Randomness
import Tensors
import Testing

@Suite("Training with every option")
struct EveryOptionTests {
  @Test("Resumed from a file it gives the bytes of no interruption", arguments: [0, 1, 3, 11, 29])
  func resume(after: Int) throws {
    let whole = try EveryOption.training(threads: 2)
    let losses = try whole.remainingSteps().map(\.loss)
    let first = try EveryOption.training()
    for _ in 0..<after { _ = try first.next() }
    let bytes = try first.checkpoint(score: 1.25).file().encoded()
    let checkpoint = try Checkpoint(file: SafetensorsFile(bytes: bytes))
    #expect(checkpoint.score == 1.25)
    let second = try EveryOption.resumed(checkpoint, threads: 2)
    #expect(try second.remainingSteps().map(\.loss) == Array(losses[after...]))
    #expect(try second.checkpoint().file().encoded() == whole.checkpoint().file().encoded())
    #expect(second.averagedModel?.state == whole.averagedModel?.state)
  }

  @Test("Every option has an effect, except that the average changes no step")
  func effects() throws {
    let whole = try EveryOption.training()
    let steps = try whole.remainingSteps()
    #expect(steps.contains { $0.gradientNorm > 1 })
    #expect(steps.allSatisfy { $0[term: "lognorm"] != nil })
    #expect(whole.model.buffers == EveryOption(seed: 1).buffers)
    #expect(whole.averagedModel?.parameters != whole.model.parameters)
    let batches = try EveryOption.batches.get()
    let plain = Training(
      EveryOption(seed: 1), objective: EveryOption.objective, optimizer: EveryOption.optimizer,
      batches: batches, plan: EveryOption.plan(batches), seed: 7)
    #expect(try plain.remainingSteps().map(\.loss) == steps.map(\.loss))
    #expect(plain.averagedModel == nil)
  }

  @Test("A checkpoint without the average, or with one that is not asked for, is refused by name")
  func refusals() throws {
    let training = try EveryOption.training()
    for _ in 0..<3 { _ = try training.next() }
    let good = training.checkpoint()
    let names = ["enc.0.lognorm", "first.bias", "first.weight", "second.weight"]
    #expect(good.averages.map(\.name) == names)
    #expect(
      throws: ParameterError.unknown(names.map { "ema.\($0)" }, source: "the checkpoint")
    ) {
      try EveryOption.resumed(good, average: nil)
    }
    let without = Checkpoint(
      parameters: good.parameters, optimizerMemory: good.optimizerMemory, step: 3, seed: 7,
      streamVersion: good.streamVersion, configuration: "")
    #expect(
      throws: ParameterError.missing(
        ["ema.first.weight", "ema.first.bias", "ema.enc.0.lognorm", "ema.second.weight"],
        source: "the average in the checkpoint")
    ) { try EveryOption.resumed(without) }
    var model = EveryOption(seed: 9)
    try model.load(from: good.file())
    #expect(model.state == training.model.state)
  }
}

@Suite("Averages of parameters")
struct ExponentialMovingAverageTests {
  @Test("Weights fall by the decay and add up to 1 from the first step on")
  func values() throws {
    let training = try EveryOption.training()
    var courses: [[Float]] = []
    while try training.next() != nil, courses.count < 12 {
      courses.append(training.model.parameters[1].tensor.values)
      let total = courses.indices.reduce(0.0) { sum, age in sum + power(0.9, age) }
      let found = try #require(training.averagedModel).parameters[1].tensor.values
      for place in found.indices {
        let expected = courses.indices.reduce(0.0) { sum, step in
          sum + power(0.9, courses.count - 1 - step) * Double(courses[step][place]) / total
        }
        #expect(abs(Double(found[place]) - expected) < 1e-6)
      }
    }
    #expect(courses.count == 12)
  }

  @Test("Before the first step the averaged model is the model")
  func beginning() throws {
    let training = try EveryOption.training()
    #expect(training.averagedModel?.state == training.model.state)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}

@Suite("The term of filter lengths")
struct RegularizedTests {
  private struct Nothing: Objective {
    func loss(of model: Filters, on batch: Tensor, context: StepContext) -> ShardLoss {
      ShardLoss(loss: batch.sum() * 0)
    }
  }

  private struct Filters: Parametrized, Sendable {
    var tensors = [
      Tensor([9, 9], shape: [2]), Tensor([1, -2], shape: [2]), Tensor([3, 0, 0, 0], shape: [4]),
      Tensor([9], shape: [1]), Tensor([9], shape: [1]),
    ]

    mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
      let names = [
        "stem.lognorm", "enc.0.ops.0.conv.lognorm", "dec.3.lognorm", "enc.bias", "lognorm",
      ]
      for (place, name) in names.enumerated() { visit(name, &tensors[place]) }
    }
  }

  @Test(
    "It is λ times the mean square over the networks, whatever the shards", arguments: [1, 3, 8])
  func value(shards: Int) throws {
    let context = StepContext(
      step: 0, totalSteps: 1, batchSize: 8, beta: 1, temperature: 1, seeds: SeedSequence(1))
    let result = try Regularized(Nothing(), weight: 0.5).gradient(
      of: Filters(), on: Tensor(repeating: 1, shape: [8, 2]), context: context, shards: shards)
    // (1 + 4 + 9)/6 = 7/3 and its slope 2·lognorm/6, both times ½.
    #expect(abs(result.loss - 7.0 / 6) < 1e-6)
    #expect(result.terms.map(\.name) == ["lognorm"] && abs(result.terms[0].value - 7.0 / 3) < 1e-6)
    let expected: [[Float]] = [[0, 0], [1 / 6, -1 / 3], [0.5, 0, 0, 0], [0], [0]]
    for (found, wanted) in zip(result.gradients, expected) {
      #expect(zip(found.values, wanted).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }
}
