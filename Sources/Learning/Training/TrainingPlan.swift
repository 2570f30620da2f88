// SPDX-License-Identifier: GPL-3.0-or-later

/// How long to train, and the numbers that change on the way.
public struct TrainingPlan: Sendable {
  /// The number of steps.
  public var steps: Int
  /// The learning rate.
  public var rate: Schedule
  /// The weight of the KL term.
  public var beta: Schedule
  /// The temperature of the relaxation.
  public var temperature: Schedule
  /// The largest gradient norm, or none.
  public var gradientLimit: Schedule?
  /// Into how many pieces a batch is cut; part of what decides the bits of the result.
  public var shards: Int

  /// A plan; the defaults are those of the published Poisson autoencoders with linear decoder.
  ///
  /// - Precondition: `steps ≥ 0` and `shards ≥ 1`.
  public init(
    steps: Int, rate: Schedule = .warmupThenCosine(peak: 0.005),
    beta: Schedule = .linear(from: 1e-4, to: 1),
    temperature: Schedule = .linear(from: 1, to: 0.05),
    gradientLimit: Schedule? = nil, shards: Int = 8
  ) {
    guard steps >= 0 && shards >= 1 else {
      fatalError("\(steps) steps in \(shards) shards")
    }
    self.steps = steps
    self.rate = rate
    self.beta = beta
    self.temperature = temperature
    self.gradientLimit = gradientLimit
    self.shards = shards
  }
}
