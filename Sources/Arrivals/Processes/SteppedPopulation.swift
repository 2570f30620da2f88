// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// Poisson neurons whose rates change in steps: exact, by operational time.
///
/// The arrivals S of a window live in operational time, in which every neuron fires once a unit; the clock
/// is the integral of the rate, and is read backwards:
/// ```
/// Λ(t) = ∫ r dt from the window's start,   t = Λ⁻¹(S)
/// ```
/// A step takes effect at its border, not after the next spike; a rate of 0 is a rate. Outside the borders
/// the neurons are silent. With rates that do not change, the spikes are those of a ``PoissonPopulation``,
/// up to rounding.
///
/// - Complexity: O(neurons · (windows + steps) + spikes), whatever the largest rate.
/// > Reference: E. Çinlar, Introduction to Stochastic Processes (1975), section 4.7; E. N. Brown et al.,
/// > Neural Comput. 14 (2002) 325–346, doi:10.1162/08997660252741149 (time rescaling).
public struct SteppedPopulation: WindowedProcess {
  /// Where the steps begin, and where the last one ends, in seconds.
  public let borders: [Double]
  /// The rate of each neuron in each step, shape [neurons, steps].
  public let rates: [[Rate]]
  public let windowDuration: Double
  public let activeWindows: Range<Int>

  /// A population of neurons whose rate in step k, from border k to border k + 1, is `rates[neuron][k]`.
  ///
  /// - Throws: ``SpikeProcessError`` when borders are not finite, ascending and from 0 on, when a neuron
  ///   has another number of rates than there are steps, or when a window is impossible or expects too
  ///   many spikes.
  public init(borders: [Double], rates: [[Rate]], windowDuration: Double = 1)
    throws(SpikeProcessError)
  {
    try SpikeProcessError.check(times: borders)
    for rates in rates where rates.count != borders.count - 1 {
      throw .differentCounts("rates", rates.count, "steps", borders.count - 1)
    }
    try SpikeProcessError.check(rates.map { $0.max() ?? 0 }, windowDuration: windowDuration)
    self.borders = borders
    self.rates = rates
    self.windowDuration = windowDuration
    let active = (0..<borders.count - 1).filter { step in
      rates.contains { $0[step].hertz > 0 }
    }
    guard let first = active.first, let last = active.last else {
      activeWindows = 0..<0
      return
    }
    activeWindows = WindowGrid(duration: windowDuration)
      .windows(of: borders[first]..<borders[last + 1])
  }

  public var neuronCount: Int { rates.count }

  public func times(of neurons: Range<Int>, window: Int, trial: Int, seed: SeedSequence)
    -> ArrivalTrains
  {
    let extent = grid.interval(of: window)
    let steps = steps(within: extent)
    let pieces = steps.map { step in
      max(borders[step], extent.lowerBound)..<min(borders[step + 1], extent.upperBound)
    }
    let expected = neurons.map { neuron in
      zip(steps, pieces).reduce(0) { sum, piece in
        sum + rates[neuron][piece.0].hertz * (piece.1.upperBound - piece.1.lowerBound)
      }
    }
    let drawn = grid.unitArrivals(
      logRates: expected.map { Float(log($0)) }, neurons: neurons, window: window, trial: trial,
      seed: seed, purpose: .simulation)
    var times = drawn.times
    var position = 0
    for (index, count) in drawn.counts.enumerated() where count > 0 {
      let end = position + Int(count)
      readClock(
        of: neurons.lowerBound + index, steps: steps, pieces: pieces, expected: expected[index],
        times: &times[position..<end])
      position = end
    }
    return ArrivalTrains(times: times, counts: drawn.counts, duration: windowDuration)
  }

  /// Turns unit arrivals, in order, into times.
  private func readClock(
    of neuron: Int, steps: Range<Int>, pieces: [Range<Double>], expected: Double,
    times: inout ArraySlice<Double>
  ) {
    let rates = rates[neuron]
    // Rounding may leave the last spike a hair after the last step in which there can be one.
    let last = pieces.indices.last { rates[steps.lowerBound + $0].hertz > 0 } ?? 0
    func mass(_ piece: Int) -> Double {
      rates[steps.lowerBound + piece].hertz
        * (pieces[piece].upperBound - pieces[piece].lowerBound)
    }
    var piece = 0
    var before = 0.0
    for index in times.indices {
      let sum = times[index] * expected
      while piece < last, sum >= before + mass(piece) {
        before += mass(piece)
        piece += 1
      }
      let time = pieces[piece].lowerBound + (sum - before) / rates[steps.lowerBound + piece].hertz
      times[index] = min(time, pieces[piece].upperBound.nextDown)
    }
  }

  /// The steps that share time with an interval.
  private func steps(within interval: Range<Double>) -> Range<Int> {
    let first = firstBorder(after: interval.lowerBound) - 1
    var end = firstBorder(after: interval.upperBound)
    if end > 0, borders[end - 1] == interval.upperBound { end -= 1 }
    return max(0, first)..<min(borders.count - 1, max(end, first, 0))
  }

  private func firstBorder(after time: Double) -> Int {
    var low = 0
    var high = borders.count
    while low < high {
      let middle = (low + high) / 2
      if borders[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
