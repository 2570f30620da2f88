// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// A firing rate that changes with time and has a known maximum.
///
/// Thinning draws candidates at the maximum and keeps each with probability rate/maximum: a tight maximum
/// is fast. A rate that leaves 0...maximum by rounding, up to 10⁻⁹ of the maximum, counts as the bound it
/// crossed; one that leaves it by more ends the program with neuron, time, rate and maximum.
public protocol RateFunction: Sendable {
  /// The largest rate there is at any time.
  var maximum: Rate { get }
  /// The rate at a time in seconds, in Hz, from 0 to the maximum.
  func hertz(at time: Double) -> Double
}

/// A rate that swings about its mean.
///
/// ```
/// r(t) = mean · (1 + modulation · sin(2π · frequency · t + phase))
/// ```
public struct SinusoidalRate: RateFunction, Hashable {
  /// The mean rate.
  public let mean: Rate
  /// The depth of the modulation, 0 to 1.
  public let modulation: Double
  /// Cycles a second.
  public let frequency: Double
  /// The phase at time 0, in radians.
  public let phase: Double
  public let maximum: Rate

  /// A rate that swings about `mean` by the fraction `modulation` of it.
  ///
  /// - Throws: ``SpikeProcessError`` when the modulation is not in 0...1, the frequency not finite and positive,
  ///   or the phase not finite.
  public init(mean: Rate, modulation: Double, frequency: Double, phase: Double = 0)
    throws(SpikeProcessError)
  {
    try SpikeProcessError.check(fraction: modulation, "modulation depth")
    try SpikeProcessError.check(positive: frequency, "frequency")
    try SpikeProcessError.check(finite: phase, "phase")
    do throws(RateError) {
      maximum = try Rate(hertz: mean.hertz * (1 + modulation))
    } catch {
      throw .notPositive(error.hertz, of: "rate (at most 1e9 Hz)")
    }
    self.mean = mean
    self.modulation = modulation
    self.frequency = frequency
    self.phase = phase
  }

  public func hertz(at time: Double) -> Double {
    min(
      max(0, mean.hertz * (1 + modulation * sin(2 * .pi * frequency * time + phase))),
      maximum.hertz)
  }
}

/// A rate that runs straight from sample to sample; silent before the first and after the last.
public struct SampledRate: RateFunction, Hashable {
  /// When the samples are, in seconds.
  public let times: [Double]
  /// The rates at those times.
  public let rates: [Rate]
  public let maximum: Rate

  /// A rate through samples.
  ///
  /// - Throws: ``SpikeProcessError`` when there are fewer than two samples, when times are not finite,
  ///   ascending and from 0 on, or when there is not one rate a time.
  public init(times: [Double], rates: [Rate]) throws(SpikeProcessError) {
    try SpikeProcessError.check(times: times)
    guard times.count == rates.count else {
      throw .differentCounts("times", times.count, "rates", rates.count)
    }
    self.times = times
    self.rates = rates
    maximum = rates.max() ?? 0
  }

  public func hertz(at time: Double) -> Double {
    guard time >= times[0], time < times[times.count - 1] else { return 0 }
    var low = 0
    var high = times.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle } else { high = middle }
    }
    let way = (time - times[low]) / (times[high] - times[low])
    let between = rates[low].hertz + way * (rates[high].hertz - rates[low].hertz)
    return min(between, maximum.hertz)
  }
}

/// A rate given by a function of your own and an upper bound for it.
///
/// ```swift
/// let burst = BoundedRate(atMost: 120) { time in 120 * exp(-time / 0.05) }
/// ```
public struct BoundedRate: RateFunction {
  public let maximum: Rate
  private let function: @Sendable (Double) -> Double

  /// A rate in Hz at a time in seconds that lies between 0 and `maximum`, up to rounding.
  public init(atMost maximum: Rate, _ function: @escaping @Sendable (Double) -> Double) {
    self.maximum = maximum
    self.function = function
  }

  public func hertz(at time: Double) -> Double { function(time) }
}
