// SPDX-License-Identifier: GPL-3.0-or-later

/// What arrives at the neurons of a population in a window, each neuron's arrivals in order of time.
///
/// Neurons are those of the window's part of the population, counted from the first of these. Times are seconds from the
/// beginning of the window. A spike that many neurons receive is one *row* to
/// which each of them has an *entry*; arrivals from outside belong to one neuron each.
///
/// Arrivals are of one *instant* when their times, each that of the spike plus its delay in `Double`, are equal to the
/// last bit. They act together: ``forEachInstant(of:_:)`` hands on their sum. What compares or bounds after each
/// single arrival depends on the order in which a network was connected, which should mean nothing.
public struct NeuronArrivals: Sendable {
  /// When each row arrives, in order of time.
  var rowTimes: [Double] = []
  /// What each row weighs.
  var rowWeights: [Double] = []
  /// The rows that arrive at neuron n: `entries[offsets[n] ..< offsets[n + 1]]`; those behind the last mean nothing.
  var entries: [UInt32] = []
  var offsets: [UInt64]
  /// What comes from outside.
  var outside: OutsideArrivals?

  /// Nothing arrives at any of `neuronCount` neurons.
  init(neuronCount: Int) { offsets = [UInt64](repeating: 0, count: neuronCount + 1) }

  /// How many arrivals neuron `neuron` has.
  public func count(of neuron: Int) -> Int {
    let inner = offsets[neuron + 1] - offsets[neuron]
    return Int(inner) + (outside.map { $0.range(of: neuron).count } ?? 0)
  }

  /// Hands on each instant at which a neuron receives something, with the sum of the weights that arrive.
  public func forEachInstant<Failure: Error>(
    of neuron: Int, _ body: (_ time: Double, _ weight: Double) throws(Failure) -> Void
  ) throws(Failure) {
    var instant: (time: Double, weight: Double)?
    try forEachArrival(of: neuron) { time, weight throws(Failure) in
      if let current = instant {
        guard current.time < time else {
          instant = (time, current.weight + weight)
          return
        }
        try body(current.time, current.weight)
      }
      instant = (time, weight)
    }
    if let instant { try body(instant.time, instant.weight) }
  }

  /// Hands on the arrivals of a neuron in order of time; those of one instant in order of weight, and those from
  /// outside last.
  public func forEachArrival<Failure: Error>(
    of neuron: Int, _ body: (_ time: Double, _ weight: Double) throws(Failure) -> Void
  ) throws(Failure) {
    let inner = entries[Int(offsets[neuron])..<Int(offsets[neuron + 1])]
    guard let outside else {
      for row in inner { try body(rowTimes[Int(row)], rowWeights[Int(row)]) }
      return
    }
    var waiting = outside.range(of: neuron)
    for row in inner {
      let time = rowTimes[Int(row)]
      while let next = waiting.first, outside.times[next] < time {
        try body(outside.times[next], outside.weight(of: next))
        waiting = waiting.dropFirst()
      }
      try body(time, rowWeights[Int(row)])
    }
    for next in waiting { try body(outside.times[next], outside.weight(of: next)) }
  }
}

/// Arrivals from outside the network, neuron after neuron, each neuron's in order of time.
struct OutsideArrivals: Sendable {
  /// Seconds from the beginning of the window.
  var times: [Double]
  /// The weight of each; empty when all weigh `commonWeight`.
  var weights: [Double] = []
  var commonWeight = 0.0
  /// Those of neuron n: `times[starts[n] ..< starts[n + 1]]`.
  var starts: [UInt64]

  /// Arrivals of one weight, of which neuron n has `counts[n]`.
  init(times: [Double], counts: [UInt32], weight: Double) {
    self.times = times
    commonWeight = weight
    starts = Array(unsafeUninitializedCapacity: counts.count + 1) { starts, filled in
      var sum: UInt64 = 0
      starts.initializeElement(at: 0, to: 0)
      for (neuron, count) in counts.enumerated() {
        sum &+= UInt64(count)
        starts.initializeElement(at: neuron + 1, to: sum)
      }
      filled = counts.count + 1
    }
  }

  func range(of neuron: Int) -> Range<Int> { Int(starts[neuron])..<Int(starts[neuron + 1]) }

  func weight(of arrival: Int) -> Double { weights.isEmpty ? commonWeight : weights[arrival] }

  /// Both together; those of `self` come first among equals.
  func merged(with other: OutsideArrivals) -> OutsideArrivals {
    var (times, weights): ([Double], [Double]) = ([], [])
    times.reserveCapacity(self.times.count + other.times.count)
    weights.reserveCapacity(self.times.count + other.times.count)
    var counts: [UInt32] = []
    for neuron in 0..<starts.count - 1 {
      var (own, others) = (range(of: neuron), other.range(of: neuron))
      counts.append(UInt32(own.count + others.count))
      while let mine = own.first, let theirs = others.first {
        if self.times[mine] <= other.times[theirs] {
          times.append(self.times[mine])
          weights.append(weight(of: mine))
          own = own.dropFirst()
        } else {
          times.append(other.times[theirs])
          weights.append(other.weight(of: theirs))
          others = others.dropFirst()
        }
      }
      for mine in own {
        times.append(self.times[mine])
        weights.append(weight(of: mine))
      }
      for theirs in others {
        times.append(other.times[theirs])
        weights.append(other.weight(of: theirs))
      }
    }
    var result = OutsideArrivals(times: times, counts: counts, weight: 0)
    result.weights = weights
    return result
  }
}
