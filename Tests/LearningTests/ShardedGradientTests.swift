// SPDX-License-Identifier: GPL-3.0-or-later

import Learning
import Randomness
import Tensors
import Testing

@Suite("Sharded gradients")
struct ShardedGradientTests {
  private let context = StepContext(
    step: 2, totalSteps: 10, batchSize: 0, beta: 0.5, temperature: 1, seeds: SeedSequence(8))

  private func batchGradient(_ count: Int, shards: Int, threads: Int = 1) throws -> BatchGradient {
    try LinearRegression.objective.gradient(
      of: LinearRegression.model(seed: 1), on: LinearRegression.data(count), context: context,
      shards: shards, threads: threads)
  }

  @Test("Threads do not change a bit", arguments: [1, 3, 8, 13], [1, 5, 37])
  func threads(shards: Int, count: Int) throws {
    let alone = try batchGradient(count, shards: shards)
    for threads in [2, 3] {
      let together = try batchGradient(count, shards: shards, threads: threads)
      #expect(together.gradients == alone.gradients)
      #expect(together.loss == alone.loss && together.terms == alone.terms)
      #expect(together.norm == alone.norm)
    }
  }

  @Test("Shards change nothing but the rounding", arguments: [2, 7, 8, 37, 100])
  func shards(shards: Int) throws {
    let whole = try batchGradient(37, shards: 1)
    let cut = try batchGradient(37, shards: shards)
    #expect(abs(whole.loss - cut.loss) < 1e-5 * whole.loss)
    #expect(abs(whole.norm - cut.norm) < 1e-5 * whole.norm)
    for (left, right) in zip(whole.gradients, cut.gradients) {
      for (x, y) in zip(left.values, right.values) { #expect(abs(x - y) < 1e-5) }
    }
  }

  @Test("Shard gradients are added as the documented tree", arguments: [2, 3, 5, 6, 7, 8])
  func tree(shards: Int) throws {
    // Powers of two keep every product exact; the sums round, so that their order shows.
    let data = [16_777_216, 1, 1, 1, -16_777_216, 3, 0.5, 0.25].prefix(shards).map { Float($0) }
    func sum(_ parts: ArraySlice<Float>) -> Float {
      guard parts.count > 1, let first = parts.indices.first else { return parts.first ?? 0 }
      var half = 1
      while 2 * half < parts.count { half *= 2 }
      return sum(parts[..<(first + half)]) + sum(parts[(first + half)...])
    }
    let share = 1 / Float(shards)
    let expected = sum(data.map { $0 * share }[...])
    let result = try SumOfOutputs().gradient(
      of: Linear(weight: Tensor([1], shape: [1, 1])), on: Tensor(data, shape: [shards, 1]),
      context: context, shards: shards)
    #expect(result.gradients[0].values == [expected])
    if shards == 8 { #expect(expected != data.reduce(0) { $0 + $1 * share }) }
  }

  @Test("Loss and terms are means over the batch, and the norm is that of the gradients")
  func means() throws {
    let result = try batchGradient(12, shards: 5)
    #expect(result.terms.map(\.name) == ["mse"])
    #expect(abs(result.loss - 0.5 * result.terms[0].value) < 1e-5)
    let squares = result.gradients.flatMap(\.values).reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(result.norm - squares.squareRoot()) < 1e-12)
  }
}

/// A loss whose gradient with respect to one weight is the sum of the data.
private struct SumOfOutputs: Objective {
  func loss(of model: Linear, on batch: Tensor, context: StepContext) -> ShardLoss {
    ShardLoss(loss: model(batch).sum())
  }
}

@Suite("Batches")
struct MinibatchTests {
  @Test("An epoch visits every datum at most once and orders differ between epochs and seeds")
  func epochs() throws {
    let batches = try Minibatches(LinearRegression.data(23), size: 5)
    #expect(batches.perEpoch == 4)
    let seeds = SeedSequence(1)
    let first = (0..<4).flatMap { batches.indices(step: $0, seeds: seeds) }
    #expect(Set(first).count == 20)
    #expect(first == Array(batches.order(epoch: 0, seeds: seeds).prefix(20)))
    #expect(batches.order(epoch: 0, seeds: seeds).sorted() == Array(0..<23))
    #expect(batches.order(epoch: 0, seeds: seeds) != batches.order(epoch: 1, seeds: seeds))
    #expect(
      batches.order(epoch: 0, seeds: seeds) != batches.order(epoch: 0, seeds: SeedSequence(2)))
    #expect(batches.indices(step: 4, seeds: seeds) != batches.indices(step: 0, seeds: seeds))
  }

  @Test("Impossible sizes and numbers that are not finite are refused")
  func refusals() {
    let data = LinearRegression.data(4)
    for size in [-1, 0, 5] {
      #expect(throws: MinibatchError.size(size, data: 4)) { try Minibatches(data, size: size) }
    }
    #expect(throws: MinibatchError.size(1, data: 0)) {
      try Minibatches(Tensor.zeros([0, 3]), size: 1)
    }
    #expect(throws: MinibatchError.notFinite(datum: 1, value: .infinity)) {
      try Minibatches(Tensor([0, 1, 2, .infinity], shape: [2, 2]), size: 1)
    }
  }
}
