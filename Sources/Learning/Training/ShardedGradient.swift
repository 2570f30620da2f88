// SPDX-License-Identifier: GPL-3.0-or-later

internal import Ranks
public import Tensors

/// A batch loss with its gradient, averaged over the batch.
public struct BatchGradient: Sendable {
  /// The loss per datum.
  public let loss: Double
  /// The reported parts per datum.
  public let terms: [LossTerm]
  /// One for each parameter, in order.
  public let gradients: [Tensor]
  /// The Euclidean length of all gradients together, added in `Double` in a fixed order.
  public let norm: Double
}

extension Objective {
  /// The mean loss over a batch and its gradient, cut into shards.
  ///
  /// ```
  /// shard s: data ⌊sB/S⌋ ..< ⌊(s+1)B/S⌋,   loss = Σ_s loss_s / B,   gradient = tree sum of ∂(loss_s / B)
  /// ```
  /// The bits depend on the number of shards and not on the number of threads.
  ///
  /// - Parameters:
  ///   - model: the parameters at which the gradient is taken.
  ///   - batch: any tensor whose first axis counts the data.
  ///   - context: its `firstTrial` and `batchSize` are set for each shard.
  ///   - shards: into how many pieces the batch is cut.
  ///   - threads: how many threads may work at once.
  /// - Precondition: at least one datum, one shard and one thread.
  /// - Throws: what the objective throws, of the first shard that does.
  public func gradient(
    of model: Model, on batch: Tensor, context: StepContext, shards: Int = 8, threads: Int = 1
  ) throws -> BatchGradient {
    try gradient(
      of: model, batchSize: batch.shape.first ?? 0, context: context, shards: shards,
      threads: threads
    ) { batch.rows($0) }
  }

  /// The same for a batch that is fetched shard by shard, each on its own thread, and whose shards are shared out
  /// among ranks: the bits do not depend on how many there are.
  func gradient(
    of model: Model, batchSize: Int, context: StepContext, shards: Int, threads: Int,
    ranks: any Ranks = LocalRanks(), _ data: @Sendable (Range<Int>) -> Tensor
  ) throws -> BatchGradient {
    guard batchSize >= 1 else {
      fatalError("a batch of \(batchSize) data has no mean loss")
    }
    guard shards >= 1 else {
      fatalError("a batch cannot be split into \(shards) shards")
    }
    let pieces = min(shards, batchSize)
    let own = ranks.share(of: pieces)
    let results = try inParallel(count: own.count, threads: threads) { place in
      let shard = own.lowerBound + place
      let range = (shard * batchSize / pieces)..<((shard + 1) * batchSize / pieces)
      return try self.shard(of: model, data(range), range, batchSize, context)
    }
    let tag = "the gradients of step \(context.step)"
    let losses = try ShardLosses(results.map { ($0.loss, $0.terms) }).gathered(
      from: ranks, tag: tag)
    let (gradients, squaredNorm) =
      ranks.count == 1
      ? ShardSum.sum(results.map(\.gradients), threads: threads)
      : try RankSum(of: pieces, shapes: model.parameters.map(\.tensor.shape), threads: threads)
        .sum(results.map(\.gradients), among: ranks, tag: tag)
    let perDatum = 1 / Double(batchSize)
    return BatchGradient(
      loss: losses.loss * perDatum,
      terms: losses.terms.map { LossTerm($0.name, $0.value * perDatum) }, gradients: gradients,
      norm: squaredNorm.squareRoot())
  }

  private func shard(
    of model: Model, _ data: Tensor, _ range: Range<Int>, _ batchSize: Int, _ context: StepContext
  ) throws -> (loss: Double, terms: [LossTerm], gradients: [Tensor]) {
    var context = context
    context.firstTrial = range.lowerBound
    context.batchSize = batchSize
    let (recorded, leaves) = model.recorded()
    let result = try loss(of: recorded, on: data, context: context)
    let share = result.loss * (1 / Float(batchSize))
    let gradients = Tensors.gradient(of: share, withRespectTo: leaves)
    return (Double(result.loss.scalar), result.terms, gradients)
  }
}

/// The factor that brings gradients of a given norm below a limit.
///
/// ```
/// factor = min(1, limit/(norm + 10⁻⁶))
/// ```
/// A norm of NaN gives NaN, an infinite one 0: check that `loss` and `norm` are finite first, as ``Training`` does.
public func clippingScale(norm: Double, limit: Double) -> Double {
  let scale = limit / (norm + 1e-6)
  return scale > 1 ? 1 : scale
}
