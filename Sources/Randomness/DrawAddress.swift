// SPDX-License-Identifier: GPL-3.0-or-later

/// Where in the seed contract the draws of an array of shape [trials, neurons] are.
///
/// The draw of row b and column n is that of trial `firstTrial + b` and neuron n: a pure function of the
/// address, however the rows are cut into shards.
public struct DrawAddress: Hashable, Sendable {
  /// The root of randomness.
  public var seed: SeedSequence
  /// What the draws are for.
  public var purpose: Purpose
  /// The window of time; in training, the step.
  public var window: Int
  /// The number of the first row's trial; in training, the place of the first datum in the batch.
  public var firstTrial: Int

  /// An address.
  public init(seed: SeedSequence, purpose: Purpose, window: Int = 0, firstTrial: Int = 0) {
    self.seed = seed
    self.purpose = purpose
    self.window = window
    self.firstTrial = firstTrial
  }

  /// The same place for another purpose, whose draws are independent of these.
  public func with(purpose: Purpose) -> DrawAddress {
    DrawAddress(seed: seed, purpose: purpose, window: window, firstTrial: firstTrial)
  }
}
