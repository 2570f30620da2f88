// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness

extension WindowGrid {
  /// The arrivals of neurons in a window, in seconds from time 0.
  ///
  /// - Precondition: the log-rates were checked when their population was made.
  func arrivals(
    logRates: [Float], neurons: Range<Int>, window: Int, trial: Int, seed: SeedSequence,
    purpose: Purpose
  ) -> ArrivalTimes {
    arrivals(
      logRates: logRates, neurons: neurons, window: window, trial: trial, seed: seed,
      purpose: purpose, extent: interval(of: window), duration: duration)
  }

  /// The same arrivals in units of their expected counts, from 0 to 1.
  func unitArrivals(
    logRates: [Float], neurons: Range<Int>, window: Int, trial: Int, seed: SeedSequence,
    purpose: Purpose
  ) -> ArrivalTimes {
    arrivals(
      logRates: logRates, neurons: neurons, window: window, trial: trial, seed: seed,
      purpose: purpose, extent: 0..<1, duration: 1)
  }

  private func arrivals(
    logRates: [Float], neurons: Range<Int>, window: Int, trial: Int, seed: SeedSequence,
    purpose: Purpose, extent: Range<Double>, duration: Double
  ) -> ArrivalTimes {
    do {
      return try Arrivals(
        logRates: logRates, trials: .consecutive(trial..<trial + 1),
        neurons: .consecutive(neurons), seed: seed, purpose: purpose, window: window
      ).times(between: [extent.lowerBound, extent.upperBound], windowDuration: duration)
    } catch {
      preconditionFailure("rates were checked when the population was made: \(error)")
    }
  }
}
