// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Randomness

/// Samplers with the faults that are found in practice, each only slightly wrong.
enum WrongSamplers {
  private static func poisson(_ rate: Double, _ generator: inout RandomGenerator) -> [Double] {
    SequentialArrivals(rate: rate).times(using: &generator)
  }

  /// A coin toss in each of 1000 bins: never two spikes in one, and times on a grid.
  static func bernoulliBins(rate: Double, using generator: inout RandomGenerator) -> [Double] {
    let bins = 1000.0
    return (0..<1000).filter { _ in generator.uniform() < rate / bins }.map {
      (Double($0) + 0.5) / bins
    }
  }

  /// Intervals of a Poisson-distributed number of bins, 1000 to a window: the right rate, the wrong law.
  static func poissonIntervals(rate: Double, using generator: inout RandomGenerator) -> [Double] {
    let bins = 1000.0
    var times: [Double] = []
    // The phase of the first bin is uniform over an interval, so that counts begin in their stride.
    var bin = generator.uniform() * bins / rate
    while bin < bins {
      times.append(bin / bins)
      bin += Double(max(1, generator.poisson(mean: bins / rate)))
    }
    return times
  }

  /// Poisson counts in 1000 bins, of which a bin keeps one spike at most.
  static func oneSpikePerStep(rate: Double, using generator: inout RandomGenerator) -> [Double] {
    (0..<1000).compactMap { bin in
      let count = generator.poisson(mean: rate / 1000)
      return count > 0 ? (Double(bin) + generator.uniform()) / 1000 : nil
    }
  }

  /// A dead time of 1 % of the mean interval, the rate made good.
  static func refractory(rate: Double, using generator: inout RandomGenerator) -> [Double] {
    let dead = 0.01 / rate
    var times: [Double] = []
    var time = generator.exponential(mean: 1 / rate - dead)
    while time < 1 {
      times.append(time)
      time += dead + generator.exponential(mean: 1 / rate - dead)
    }
    return times
  }

  /// The spike that closes the window is lost where the loop ends one too early.
  static func offByOne(rate: Double, using generator: inout RandomGenerator) -> [Double] {
    Array(poisson(rate, &generator).dropLast())
  }

  /// 2 % too fast.
  static func tooFast(rate: Double, using generator: inout RandomGenerator) -> [Double] {
    poisson(1.02 * rate, &generator)
  }

  /// The published cut-off: at most as many draws as one Poisson count in a thousand exceeds.
  static func truncated(rate: Double, using generator: inout RandomGenerator) -> [Double] {
    let draws = PoissonLaw(mean: rate).quantile(tail: 1e-3)
    return Array(poisson(rate, &generator).prefix(draws))
  }

  /// The first spike always at the start of the window, as if one had just ended.
  static func synchronized(rate: Double, using generator: inout RandomGenerator) -> [Double] {
    let times = poisson(rate, &generator)
    guard let first = times.first else { return [] }
    return times.map { $0 - first }
  }
}
