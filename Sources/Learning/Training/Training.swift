// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Randomness
public import Ranks
internal import Tensors

/// What one step of training came to.
public struct TrainingStep: Sendable {
  /// The step, from 0.
  public let index: Int
  /// The loss per datum, before the step.
  public let loss: Double
  /// The reported parts of the loss per datum.
  public let terms: [LossTerm]
  /// The norm of the gradient before clipping.
  public let gradientNorm: Double
  /// The learning rate of the step.
  public let rate: Double
  /// The weight of the KL term.
  public let beta: Double
  /// The temperature of the relaxation.
  public let temperature: Double

  /// A reported part by name.
  public subscript(term name: String) -> Double? { terms.first { $0.name == name }?.value }
}

/// Training as a sequence of steps that you take one after another.
///
/// ```swift
/// let training = Training(
///   model, objective: objective, optimizer: Adamax(), batches: patches, plan: plan, seed: 1)
/// while let step = try training.next() {
///   guard step.index.isMultiple(of: 100) else { continue }
///   print(step.index, step.loss)
///   try training.checkpoint(configuration: text).write(to: path)
/// }
/// ```
/// To stop, `break`; to continue, ask for the next step again, or resume from a ``Checkpoint``. The same seed,
/// data, plan and model give the same bits for any number of threads, of ranks, and of interruptions.
public final class Training<Goal: Objective, Method: Optimizer> {
  /// The model as the last step left it.
  public private(set) var model: Goal.Model
  /// The optimizer as the last step left it.
  public private(set) var optimizer: Method
  /// The average of the parameters as the last step left it; nil without one.
  public private(set) var average: ExponentialMovingAverage?
  /// The steps taken so far.
  public private(set) var stepsTaken = 0

  /// The model with averaged parameters, or nil when training keeps no average.
  public var averagedModel: Goal.Model? { average?.applied(to: model) }

  private let objective: Goal
  private let batches: Minibatches
  private let plan: TrainingPlan
  private let seeds: SeedSequence
  private let threads: Int
  private let ranks: any Ranks
  private var epochOrder: (epoch: Int, indices: [Int]) = (-1, [])

  /// Begins a training; `average` also keeps an average of the parameters.
  ///
  /// Several `ranks` share out the shards of each batch: every rank trains with the same arguments, and all have the same
  /// model after each step.
  ///
  /// - Precondition: `threads ≥ 1`.
  public init(
    _ model: Goal.Model, objective: Goal, optimizer: Method, batches: Minibatches,
    plan: TrainingPlan, seed: UInt64, threads: Int = 1, ranks: any Ranks = LocalRanks(),
    average: ExponentialMovingAverage? = nil
  ) {
    guard threads >= 1 else {
      fatalError("\(threads) threads cannot work")
    }
    self.model = model
    self.objective = objective
    self.optimizer = optimizer
    self.batches = batches
    self.plan = plan
    self.threads = threads
    self.ranks = ranks
    self.average = average
    seeds = SeedSequence(seed)
  }

  /// Goes on from a checkpoint, bit for bit as if there had been no interruption.
  ///
  /// - Parameters:
  ///   - checkpoint: gives the parameters, the optimizer's memory, the step and the seed.
  ///   - model: a model of the same architecture; its values are replaced.
  ///   - objective: what training minimizes.
  ///   - optimizer: a rule with the settings of the interrupted training; its memory is replaced.
  ///   - batches: the data of the interrupted training.
  ///   - plan: the plan of the interrupted training.
  ///   - threads: how many threads may work at once.
  ///   - ranks: who shares out the shards of each batch.
  ///   - average: an average with the decay of the interrupted training; its memory is replaced.
  /// - Throws: ``ParameterError`` when the checkpoint is not one of this model and optimizer,
  ///   ``CheckpointError`` when its streams of random numbers are of another version.
  public convenience init(
    resuming checkpoint: Checkpoint, into model: Goal.Model, objective: Goal, optimizer: Method,
    batches: Minibatches, plan: TrainingPlan, threads: Int = 1, ranks: any Ranks = LocalRanks(),
    average: ExponentialMovingAverage? = nil
  ) throws {
    guard SeedSequence.compatibleVersions.contains(checkpoint.streamVersion) else {
      throw CheckpointError.streamVersion(
        checkpoint.streamVersion, current: SeedSequence.streamVersion)
    }
    var (model, optimizer, average) = (model, optimizer, average)
    try model.setState(checkpoint.parameters, from: "the checkpoint")
    try optimizer.restore(
      checkpoint.optimizerMemory, for: model.parameters, steps: checkpoint.step)
    try average?.restore(checkpoint.averages, for: model.parameters, steps: checkpoint.step)
    guard average != nil || checkpoint.averages.isEmpty else {
      throw ParameterError.unknown(
        checkpoint.averages.map { Checkpoint.averagePrefix + $0.name }, source: "the checkpoint")
    }
    self.init(
      model, objective: objective, optimizer: optimizer, batches: batches, plan: plan,
      seed: checkpoint.seed, threads: threads, ranks: ranks, average: average)
    stepsTaken = checkpoint.step
  }

  /// Takes one step, or gives `nil` when the plan is fulfilled.
  ///
  /// - Throws: what the objective throws, ``TrainingError/diverged(step:loss:gradientNorm:)``, or `RankError`; the model
  ///   then is as before the step.
  public func next() throws -> TrainingStep? {
    guard stepsTaken < plan.steps else { return nil }
    let step = stepsTaken
    let context = StepContext(
      step: step, totalSteps: plan.steps, batchSize: batches.size,
      beta: plan.beta(step: step, of: plan.steps),
      temperature: plan.temperature(step: step, of: plan.steps), seeds: seeds)
    let order = order(of: step)
    let data = batches.data
    let batch = try objective.gradient(
      of: model, batchSize: batches.size, context: context, shards: plan.shards, threads: threads,
      ranks: ranks
    ) { data.gatheringRows(order.dropFirst($0.lowerBound).prefix($0.count)) }
    guard batch.loss.isFinite, batch.norm.isFinite else {
      throw TrainingError.diverged(step: step, loss: batch.loss, gradientNorm: batch.norm)
    }
    let rate = plan.rate(step: step, of: plan.steps)
    let limit = plan.gradientLimit?(step: step, of: plan.steps)
    optimizer.update(
      &model, gradients: batch.gradients,
      scale: limit.map { clippingScale(norm: batch.norm, limit: $0) } ?? 1, rate: rate,
      threads: threads)
    stepsTaken += 1
    average?.update(model, step: stepsTaken, threads: threads)
    return TrainingStep(
      index: step, loss: batch.loss, terms: batch.terms, gradientNorm: batch.norm, rate: rate,
      beta: context.beta, temperature: context.temperature)
  }

  private func order(of step: Int) -> ArraySlice<Int> {
    let (epoch, range) = batches.place(of: step)
    if epochOrder.epoch != epoch {
      epochOrder = (epoch, batches.order(epoch: epoch, seeds: seeds))
    }
    return epochOrder.indices[range]
  }

  /// Everything needed to continue from here.
  ///
  /// - Parameters:
  ///   - configuration: free text to keep with it, usually JSON.
  ///   - score: what the model was measured at, the lower the better, for ``CheckpointRotation``.
  public func checkpoint(configuration: String = "", score: Double? = nil) -> Checkpoint {
    let names = model.parameters.map(\.name)
    return Checkpoint(
      parameters: model.state, optimizerMemory: optimizer.memory(for: names),
      averages: average?.memory(for: names) ?? [],
      step: stepsTaken, seed: seeds.seed, streamVersion: SeedSequence.streamVersion,
      configuration: configuration, score: score)
  }
}

/// Why training cannot continue.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The loss or its gradient is no longer a number.
  case diverged(step: Int, loss: Double, gradientNorm: Double)
  /// Learning without gradients has come to numbers that are none.
  case divergedLocally(step: Int, freeEnergy: Double)
  /// Data are too small or too large for the model's noise, as their root mean square says.
  case unsuitableScale(step: Int, rootMeanSquare: Double, suitable: ClosedRange<Double>)

  public var description: String {
    switch self {
    case .diverged(let step, let loss, let norm):
      "training diverged at step \(step): the loss is \(loss), the norm of its gradient \(norm). "
        + "Lower the learning rate, or limit the gradient norm."
    case .divergedLocally(let step, let energy):
      "local learning diverged at step \(step): the free energy is \(energy). "
        + "Use larger batches, or a longer memory."
    case .unsuitableScale(let step, let size, let suitable):
      "the data of step \(step) have a root mean square of \(size); local learning needs "
        + "\(suitable.lowerBound) to \(suitable.upperBound). Whiten or scale them to about 1."
    }
  }
}
