// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import InterspikeTesting
import Randomness

/// What one Poisson neuron did in many windows: the data that the laws are tested on.
struct Observation {
  /// The expected count in a window, as the law under test claims it.
  let rate: Double
  let counts: [Int]
  /// Arrival times in windows, one window after another, each from 0 to 1.
  let times: [Double]

  init(rate: Double, counts: [Int], times: [Double]) {
    self.rate = rate
    self.counts = counts
    self.times = times
  }

  /// Windows drawn one by one by any sampler.
  init(rate: Double, windows: Int, train: () -> [Double]) {
    var counts: [Int] = []
    var times: [Double] = []
    for _ in 0..<windows {
      let train = train()
      counts.append(train.count)
      times += train
    }
    self.init(rate: rate, counts: counts, times: times)
  }

  /// Windows drawn by the vector kernels: every trial and neuron of a square array is one.
  init(rate: Double, side: Int, seed: UInt64, window: Int = 0) throws {
    let logRate = Float(log(rate))
    let arrivals = try Arrivals(
      logRates: [Float](repeating: logRate, count: side * side), trials: .consecutive(0..<side),
      neurons: .consecutive(0..<side), seed: SeedSequence(seed), purpose: "laws", window: window)
    let drawn = try arrivals.trains(windowDuration: 1)
    self.init(rate: exp(Double(logRate)), counts: drawn.counts.map(Int.init), times: drawn.times)
  }

  /// Intervals in units of their mean, the windows laid end to end: a Poisson neuron does not
  /// remember, so the intervals across window borders obey the same law.
  var scaledIntervals: [Double] {
    var intervals: [Double] = []
    intervals.reserveCapacity(times.count)
    var last = 0.0
    var position = 0
    for (window, count) in counts.enumerated() {
      for index in position..<position + count {
        let time = Double(window) + times[index]
        intervals.append((time - last) * rate)
        last = time
      }
      position += count
    }
    return intervals
  }

  /// The first arrival of every window that has one.
  var firstArrivals: [Double] {
    var first: [Double] = []
    var position = 0
    for count in counts {
      if count > 0 { first.append(times[position]) }
      position += count
    }
    return first
  }
}
