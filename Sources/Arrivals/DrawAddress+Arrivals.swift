// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness

extension DrawAddress {
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
