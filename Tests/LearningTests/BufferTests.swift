// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Learning
import Randomness
import Tensors
import Testing

/// A linear map whose inputs are scaled by numbers that are not trained.
private struct ScaledLinear: Layer {
  var linear: Linear
  var scale: Tensor

  func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    linear(input * scale, noise: address)
  }

  mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    linear.forEachParameter(visit)
  }

  mutating func forEachBuffer(_ visit: (String, inout Tensor) -> Void) {
    visit("scale", &scale)
  }
}

private struct Regression: Objective {
  func loss(of model: ScaledLinear, on batch: Tensor, context: StepContext) -> ShardLoss {
    ShardLoss(loss: squaredErrorSum(model(batch), LinearRegression.objective.target(batch)))
  }
}

@Suite("Buffers")
struct BufferTests {
  private static func model(seed: UInt64, scale: Float) -> ScaledLinear {
    ScaledLinear(
      linear: LinearRegression.model(seed: seed), scale: Tensor([1, scale, 1, 1, 1, 1], shape: [6]))
  }

  @Test("A composition gives the buffers of its parts, apart from the parameters")
  func names() {
    let pair = Composition(
      LinearRegression.model(seed: 1),
      ScaledLinear(
        linear: Linear(weight: .zeros([2, 3])), scale: Tensor([1, 2, 3], shape: [3])))
    #expect(pair.parameters.map(\.name) == ["0.weight", "0.bias", "1.weight"])
    #expect(pair.buffers.map(\.name) == ["1.scale"])
    #expect(pair.state.map(\.name) == ["0.weight", "0.bias", "1.weight", "1.scale"])
    #expect(pair.parameterCount == 18 + 3 + 6)
    #expect(LinearRegression.model(seed: 1).buffers.isEmpty)
  }

  @Test("Training leaves buffers alone, weight decay included, and a checkpoint brings them back")
  func training() throws {
    let batches = try Minibatches(LinearRegression.data(60), size: 20)
    let optimizer = Adamax(weightDecay: 0.1)
    let plan = TrainingPlan(steps: 12)
    let training = Training(
      Self.model(seed: 1, scale: 2), objective: Regression(), optimizer: optimizer,
      batches: batches, plan: plan, seed: 1)
    let before = training.model.parameters
    for _ in 0..<6 { _ = try training.next() }
    #expect(training.model.parameters != before)
    #expect(
      training.model.buffers == [NamedTensor("scale", Tensor([1, 2, 1, 1, 1, 1], shape: [6]))])
    let file = try training.checkpoint().file()
    #expect(
      file.entries.map(\.name) == [
        "bias", "optimizer.bound.bias", "optimizer.bound.weight", "optimizer.mean.bias",
        "optimizer.mean.weight", "scale", "weight",
      ])
    let resumed = try Training(
      resuming: Checkpoint(file: file), into: Self.model(seed: 9, scale: 7),
      objective: Regression(), optimizer: optimizer, batches: batches, plan: plan)
    #expect(resumed.model.state == training.model.state)
    #expect(try resumed.remainingSteps().map(\.loss) == training.remainingSteps().map(\.loss))
  }

  @Test("A file without a buffer, or with one of another shape, changes nothing")
  func refusals() throws {
    var model = Self.model(seed: 1, scale: 2)
    let good = model.state
    let source = "the given parameters"
    #expect(throws: ParameterError.missing(["scale"], source: source)) {
      try model.setState(model.parameters)
    }
    #expect(throws: ParameterError.shape(name: "scale", expected: [6], found: [2], source: source))
    {
      try model.setState(model.parameters + [NamedTensor("scale", .zeros([2]))])
    }
    #expect(model.state == good)
    var other = Self.model(seed: 2, scale: 3)
    var file = SafetensorsFile()
    try file.add(model)
    try other.load(from: file)
    #expect(other.state == model.state)
  }
}
