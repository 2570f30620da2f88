// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

/// A process that cannot be.
public enum SpikeProcessError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A duration of windows is not positive and finite.
  case invalidWindow(Double)
  /// A neuron is expected to fire more than `limit` spikes in a window.
  case tooManySpikes(neuron: Int, rate: Rate, windowDuration: Double, limit: Double)
  /// The neurons of a pool are together expected to fire more than ``Arrivals/largestRate`` spikes in a window.
  case poolTooFast(hertz: Double, windowDuration: Double)
  /// A dead time is negative or not finite.
  case invalidDeadTime(Double)
  /// A neuron cannot fire at this rate and be silent for so long after each spike.
  case deadTimeTooLong(Double, outputRate: Rate)
  /// A shape of gamma intervals is outside its domain.
  case invalidShape(Double)
  /// A number that must be a probability or a correlation is not in 0...1.
  case invalidFraction(Double, of: String)
  /// Two lists that belong together differ in length.
  case differentCounts(String, Int, String, Int)
  /// Borders of steps, or times of samples, are not finite, ascending and from 0 on.
  case invalidTimes(at: Int, time: Double)
  /// A number of sources is outside 1...10⁷.
  case invalidSourceCount(Int)
  /// A number that must be finite and positive is not.
  case notPositive(Double, of: String)
  /// A number that must be finite is not.
  case notFinite(Double, of: String)
  /// So many neurons cannot cover a range evenly.
  case rangeNotCovered(ClosedRange<Double>, neurons: Int)
  /// A value to encode is not in 0...1.
  case invalidIntensity(Double, at: Int)

  public var description: String {
    switch self {
    case .invalidWindow(let value):
      "a window cannot last \(value) s: use a positive, finite number of seconds."
    case .tooManySpikes(let neuron, let rate, let window, let limit):
      "neuron \(neuron) at \(rate) would fire \(rate.hertz * window) spikes in a window of "
        + "\(window) s: use windows of at most \(limit / rate.hertz) s."
    case .poolTooFast(let hertz, let window):
      "the neurons would together fire \(hertz * window) spikes in a window of \(window) s: use windows "
        + "of at most \(Arrivals.largestRate / hertz) s."
    case .invalidDeadTime(let value):
      "\(value) s is not a valid dead time: use a finite number of seconds, at least 0."
    case .deadTimeTooLong(let value, let rate):
      "a neuron that is silent for \(value) s after each spike cannot fire at \(rate): keep "
        + "it below \(1 / value) Hz or shorten the dead time. In Swift, "
        + "you can give the rate of the drive instead, which has no limit."
    case .invalidShape(let value):
      "\(value) is not a valid shape for gamma intervals: use 0.01 to 1e6; 1 is Poisson, and larger is more regular."
    case .invalidFraction(let value, let what): "\(value) is not a valid \(what): use 0 to 1."
    case .differentCounts(let first, let count, let second, let other):
      "\(count) \(first) and \(other) \(second) do not match: give as many of one as of the "
        + "other."
    case .invalidTimes(let place, let time):
      "time \(place) is \(time) s: give at least two finite times, ascending, from 0 s on."
    case .invalidSourceCount(let count):
      "\(count) is not a valid number of sources: use 1 to 10000000."
    case .notPositive(let value, let what):
      "\(value) is not a valid \(what): use a finite number above 0."
    case .notFinite(let value, let what): "\(value) is not a valid \(what): use a finite number."
    case .rangeNotCovered(let range, let neurons):
      "\(neurons) neurons do not cover \(range) evenly: use at least 2 neurons and a range with two different ends."
    case .invalidIntensity(let value, let place):
      "intensity \(place) is \(value): scale intensities to 0...1."
    }
  }

  /// Refuses windows that are none, and rates too fast for them.
  static func check(
    _ rates: [Rate], windowDuration: Double, limit: Double = Arrivals.largestRate
  ) throws(SpikeProcessError) {
    guard windowDuration > 0, windowDuration.isFinite else { throw .invalidWindow(windowDuration) }
    for (neuron, rate) in rates.enumerated() where rate.hertz * windowDuration > limit {
      throw .tooManySpikes(
        neuron: neuron, rate: rate, windowDuration: windowDuration, limit: limit)
    }
  }

  /// Refuses times that are not in order.
  static func check(times: [Double]) throws(SpikeProcessError) {
    guard times.count >= 2 else {
      throw .invalidTimes(at: times.count, time: times.last ?? .nan)
    }
    var last = -Double.leastNonzeroMagnitude
    for (place, time) in times.enumerated() {
      guard time.isFinite, time >= 0, time > last else {
        throw .invalidTimes(at: place, time: time)
      }
      last = time
    }
  }

  /// Refuses anything that is not a fraction.
  static func check(fraction: Double, _ what: String) throws(SpikeProcessError) {
    guard fraction >= 0, fraction <= 1 else { throw .invalidFraction(fraction, of: what) }
  }

  /// Refuses what is not finite.
  static func check(finite: Double, _ what: String) throws(SpikeProcessError) {
    guard finite.isFinite else { throw .notFinite(finite, of: what) }
  }

  /// Refuses what is not finite and above 0.
  static func check(positive: Double, _ what: String) throws(SpikeProcessError) {
    guard positive > 0, positive.isFinite else { throw .notPositive(positive, of: what) }
  }
}
