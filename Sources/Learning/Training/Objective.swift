// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// What training minimizes: a loss of a model on data, differentiable in the model's parameters.
public protocol Objective<Model>: Sendable {
  /// The type of the model.
  associatedtype Model: Parametrized & Sendable

  /// The loss summed over the data of one shard; training divides by the size of the whole batch.
  ///
  /// Called on several threads at once. Draws must be addressed by `context.seeds`, `context.step` and
  /// the trial, counted from `context.firstTrial`: then the sum over shards does not depend on how the batch was cut.
  ///
  /// - Throws: what makes the loss impossible to compute; training stops there.
  func loss(of model: Model, on batch: Tensor, context: StepContext) throws -> ShardLoss
}

/// Where in training a shard stands.
public struct StepContext: Sendable {
  /// The step, from 0.
  public var step: Int
  /// The steps of the whole training.
  public var totalSteps: Int
  /// The index within the batch of the first datum of this shard.
  public var firstTrial: Int
  /// The number of data in the whole batch.
  public var batchSize: Int
  /// The weight of the KL term.
  public var beta: Double
  /// The temperature of the relaxation.
  public var temperature: Double
  /// All randomness of the training.
  public var seeds: SeedSequence

  /// The place of the shard that begins the batch.
  public init(
    step: Int, totalSteps: Int, batchSize: Int, beta: Double, temperature: Double,
    seeds: SeedSequence
  ) {
    self.step = step
    self.totalSteps = totalSteps
    firstTrial = 0
    self.batchSize = batchSize
    self.beta = beta
    self.temperature = temperature
    self.seeds = seeds
  }
}

/// The loss on one shard.
public struct ShardLoss: Sendable {
  /// A recorded scalar, summed over the shard's data.
  public var loss: Tensor
  /// Parts worth reporting, each summed over the shard's data; the same names in the same order for every shard.
  public var terms: [LossTerm]

  /// A loss and the parts worth reporting.
  public init(loss: Tensor, terms: [LossTerm] = []) {
    self.loss = loss
    self.terms = terms
  }
}

/// A named part of a loss.
public struct LossTerm: Sendable, Equatable {
  /// For example `mse` or `kl`.
  public var name: String
  /// Its value.
  public var value: Double

  /// A part of a name and a value.
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}
