// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Learning
import Randomness
import Ranks
import Synchronization
import Tensors
import Testing

/// Guards against results that depend on how many processes computed them.
@Suite("Training over ranks")
struct RankTrainingTests {
  /// A step's numbers, all bits of them.
  private struct Outcome: Equatable, Sendable {
    var losses: [UInt64] = []
    var terms: [LossTerm] = []
    var norms: [UInt64] = []
    var bytes: [UInt8] = []
  }

  private static func train(
    shards: Int, width: Int, threads: Int = 1, over ranks: any Ranks = LocalRanks()
  ) throws -> Outcome {
    var generator = SeedSequence(7).generator(for: "rank tests")
    let target = Linear(inputs: 6, outputs: width, bias: .zeros, using: &generator)
    let model = Linear(inputs: 6, outputs: width, bias: .zeros, using: &generator)
    let training = Training(
      model, objective: LinearRegression(target: target), optimizer: Adamax(weightDecay: 1e-4),
      batches: try Minibatches(LinearRegression.data(60), size: 29),
      plan: TrainingPlan(
        steps: 3, rate: .constant(0.05), gradientLimit: .constant(2), shards: shards),
      seed: 3, threads: threads, ranks: ranks, average: ExponentialMovingAverage(decay: 0.9))
    var outcome = Outcome()
    while let step = try training.next() {
      outcome.losses.append(step.loss.bitPattern)
      outcome.terms += step.terms
      outcome.norms.append(step.gradientNorm.bitPattern)
    }
    outcome.bytes = try training.checkpoint(configuration: "{}").file().encoded()
    return outcome
  }

  @Test(
    "Any number of ranks gives the bytes of one, also ranks without shards",
    arguments: [1, 2, 3, 5, 6, 7, 8, 12, 13], [2, 3, 4, 5, 16])
  func small(shards: Int, count: Int) throws {
    let alone = try Self.train(shards: shards, width: 3)
    let together = try ThreadRanks.run(count) { try Self.train(shards: shards, width: 3, over: $0) }
    for outcome in together { #expect(outcome == alone) }
  }

  @Test(
    "The same holds for gradients that are added in segments, and with threads",
    arguments: [5, 8, 13], [2, 3, 16])
  func large(shards: Int, count: Int) throws {
    // 70,000 parameters in two tensors; segments end inside them.
    let alone = try Self.train(shards: shards, width: 10_000)
    let together = try ThreadRanks.run(count, pieceLength: 100_000) {
      try Self.train(shards: shards, width: 10_000, threads: 2, over: $0)
    }
    for outcome in together { #expect(outcome == alone) }
  }

  @Test("Another number of shards gives other bytes, so that the tests above could fail")
  func control() throws {
    #expect(try Self.train(shards: 7, width: 3).bytes != Self.train(shards: 8, width: 3).bytes)
  }

  @Test(
    "A rank alone with what the others gave trains as it did among them", arguments: [3, 10_000])
  func rehearsal(width: Int) throws {
    let recorded = try ThreadRanks.run(3) { ranks in
      let recording = RecordedRanks(ranks)
      return (try Self.train(shards: 8, width: width, over: recording), recording.rehearsal)
    }
    for (outcome, rehearsal) in recorded {
      #expect(try Self.train(shards: 8, width: width, over: rehearsal) == outcome)
    }
    // Another program or setting is noticed at the first exchange.
    let error = try #require(throws: RankError.self) {
      try Self.train(shards: 7, width: width, over: recorded[1].1)
    }
    #expect(error.description.contains("'the gradients of step 0, losses'"))
  }

  @Test("A rank of very many, of whom the others give nothing, does its part")
  func alone() throws {
    let ranks = RehearsedRanks(rank: 5, of: 1024) { (_, _) in [] }
    #expect(ranks.share(of: 2048) == 10..<12)
    #expect(try ranks.gatherAll([1.5], tag: "a").filter { !$0.isEmpty } == [[1.5]])
  }

  @Test("A rank whose objective fails ends the others' step")
  func failure() throws {
    struct Broken: Error {}
    #expect(throws: Broken.self) {
      try ThreadRanks.run(3) { ranks in
        if ranks.rank == 1 { throw Broken() }
        _ = try Self.train(shards: 8, width: 3, over: ranks)
      }
    }
  }

  @Test("Ranks that stop by a wish stop after the same step")
  func stopping() throws {
    let signal = Atomic<Int32>(0)
    let steps = try ThreadRanks.run(3, wish: { $0 == 2 ? signal.load(ordering: .relaxed) : 0 }) {
      ranks in
      var generator = SeedSequence(7).generator(for: "rank tests")
      let model = Linear(inputs: 6, outputs: 3, bias: .zeros, using: &generator)
      let training = Training(
        model, objective: LinearRegression.objective, optimizer: Adamax(),
        batches: try Minibatches(LinearRegression.data(60), size: 29),
        plan: TrainingPlan(steps: 1000), seed: 3, ranks: ranks)
      while ranks.heardWish == 0, let step = try training.next() {
        if ranks.rank == 2, step.index == 9 { signal.store(10, ordering: .relaxed) }
      }
      return training.stepsTaken
    }
    #expect(steps == [11, 11, 11])
  }
}
