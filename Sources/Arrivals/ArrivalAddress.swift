// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness

/// Where in the seed contract the arrivals of an array are: everything but the rates.
public struct ArrivalAddress: Hashable, Sendable {
  /// The root of randomness.
  public var seed: SeedSequence
  /// What the arrivals are for.
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

  /// The arrivals at this address for log-rates of shape [trials, neurons].
  ///
  /// - Precondition: `neurons` divides the number of log-rates.
  /// - Throws: ``ArrivalError/invalidLogRate(_:trial:neuron:)``.
  public func arrivals(logRates: [Float], neurons: Int) throws(ArrivalError) -> Arrivals {
    let trials = neurons == 0 ? 0 : logRates.count / neurons
    return try Arrivals(
      logRates: logRates, trials: .consecutive(firstTrial..<firstTrial + trials),
      neurons: .consecutive(0..<neurons), seed: seed, purpose: purpose, window: window)
  }
}
