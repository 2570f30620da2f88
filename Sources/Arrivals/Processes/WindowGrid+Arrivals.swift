// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness

extension WindowGrid {
  /// The arrivals of neurons in a window, in seconds from time 0.
  ///
  /// - Precondition: the log-rates were checked when their population was made.
  func arrivals(
    logRates: [Float], neurons: Range<Int>, window: Int, trial: Int, seed: SeedSequence,
    purpose: Purpose
  ) -> ArrivalTrains {
    arrivals(
      logRates: logRates, neurons: neurons, window: window, trial: trial, seed: seed,
      purpose: purpose, in: trialWindow(window))
  }

  /// The first window from `window` on, before `end`, in which some of the neurons may fire, or `end`.
  func firstWindow(
    logRates: ArraySlice<Float>, neurons: Range<Int>, from window: Int, before end: Int,
    trial: Int, seed: SeedSequence, purpose: Purpose
  ) -> Int {
    guard window < end else { return end }
    // One neuron that fires in every second window or more often is enough to draw them all.
    if logRates.contains(where: { $0 > -0.69 }) { return window }
    do {
      return try Arrivals(
        logRates: Array(logRates), trials: .consecutive(trial..<trial + 1),
        neurons: .consecutive(neurons), seed: seed, purpose: purpose, window: window
      ).firstWindow(before: end)
    } catch {
      fatalError("rates were checked when the population was made: \(error)")
    }
  }

  /// The same arrivals in units of their expected counts, from 0 to 1.
  func unitArrivals(
    logRates: [Float], neurons: Range<Int>, window: Int, trial: Int, seed: SeedSequence,
    purpose: Purpose
  ) -> ArrivalTrains {
    arrivals(
      logRates: logRates, neurons: neurons, window: window, trial: trial, seed: seed,
      purpose: purpose, in: .simultaneous(1, duration: 1))
  }

  /// The window of the single trial that is drawn at a time.
  func trialWindow(_ window: Int) -> TrialWindows {
    TrialWindows(borders: [start(of: window), start(of: window + 1)], duration: duration)
  }

  private func arrivals(
    logRates: [Float], neurons: Range<Int>, window: Int, trial: Int, seed: SeedSequence,
    purpose: Purpose, in windows: TrialWindows
  ) -> ArrivalTrains {
    do {
      return try Arrivals(
        logRates: logRates, trials: .consecutive(trial..<trial + 1),
        neurons: .consecutive(neurons), seed: seed, purpose: purpose, window: window
      ).times(in: windows)
    } catch {
      fatalError("rates were checked when the population was made: \(error)")
    }
  }
}
