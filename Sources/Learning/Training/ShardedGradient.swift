// SPDX-License-Identifier: GPL-3.0-or-later

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

  /// The same for a batch that is fetched shard by shard, each on its own thread.
  func gradient(
    of model: Model, batchSize: Int, context: StepContext, shards: Int, threads: Int,
    _ data: @Sendable (Range<Int>) -> Tensor
  ) throws -> BatchGradient {
    guard batchSize >= 1 else {
      fatalError("a batch of \(batchSize) data has no mean loss")
    }
    guard shards >= 1 else {
      fatalError("a batch cannot be split into \(shards) shards")
    }
    let pieces = min(shards, batchSize)
    let results = try inParallel(count: pieces, threads: threads) { shard in
      let range = (shard * batchSize / pieces)..<((shard + 1) * batchSize / pieces)
      return try self.shard(of: model, data(range), range, batchSize, context)
    }
    let (gradients, squaredNorm) = ShardSum.sum(results.map(\.gradients), threads: threads)
    let perDatum = 1 / Double(batchSize)
    let terms = results[0].terms.indices.map { index in
      let name = results[0].terms[index].name
      let total = results.reduce(0.0) { sum, result in
        guard result.terms[index].name == name else {
          fatalError(
            "one shard reports '\(result.terms[index].name)' and another '\(name)'")
        }
        return sum + result.terms[index].value
      }
      return LossTerm(name, total * perDatum)
    }
    return BatchGradient(
      loss: results.reduce(0) { $0 + $1.loss } * perDatum, terms: terms, gradients: gradients,
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
