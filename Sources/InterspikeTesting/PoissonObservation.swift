// SPDX-License-Identifier: GPL-3.0-or-later

/// What Poisson neurons did in many windows: the data on which their laws are tested.
///
/// Any process becomes Poisson on its own clock: integrate its rate, given all that went before, and the
/// spikes come once a unit (time rescaling). So there is one suite of laws, and it is that of Poisson.
///
/// > Reference: E. N. Brown et al., Neural Comput. 14 (2002) 325–346, doi:10.1162/08997660252741149.
public struct PoissonObservation: Sendable {
  /// The expected count in a window, as the law under test claims it.
  public let rate: Double
  /// How many spikes each window holds.
  public let counts: [Int]
  /// Arrival times in windows, one window after another, each from 0 to 1.
  public let times: [Double]

  /// Windows that were drawn together.
  ///
  /// - Precondition: the counts add up to the number of times.
  public init(rate: Double, counts: [Int], times: [Double]) {
    guard counts.reduce(0, +) == times.count else {
      fatalError("\(times.count) times do not fill their counts")
    }
    self.rate = rate
    self.counts = counts
    self.times = times
  }

  /// Windows drawn one by one by any sampler.
  public init(rate: Double, windows: Int, train: () -> [Double]) {
    var counts: [Int] = []
    var times: [Double] = []
    for _ in 0..<windows {
      let train = train()
      counts.append(train.count)
      times += train
    }
    self.init(rate: rate, counts: counts, times: times)
  }

  /// Trains on their own clock, on which a neuron fires once a unit, cut into windows.
  ///
  /// - Parameters:
  ///   - trains: spike times in expected spikes, each train observed for `windows` × `rate` at least.
  ///   - windows: how many windows to take of each train.
  ///   - rate: the length of a window, in expected spikes.
  public init(trains: [[Double]], windows: Int, rate: Double) {
    var counts: [Int] = []
    var times: [Double] = []
    for train in trains {
      var position = 0
      for window in 0..<windows {
        let before = times.count
        while position < train.count, train[position] < Double(window + 1) * rate {
          times.append(min(max(0, train[position] / rate - Double(window)), 1))
          position += 1
        }
        counts.append(times.count - before)
      }
    }
    self.init(rate: rate, counts: counts, times: times)
  }

  /// Intervals in units of their mean, the windows laid end to end: a Poisson neuron does not
  /// remember, so the intervals across window borders obey the same law.
  public var scaledIntervals: [Double] {
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
  public var firstArrivals: [Double] {
    var first: [Double] = []
    var position = 0
    for count in counts {
      if count > 0 { first.append(times[position]) }
      position += count
    }
    return first
  }
}
