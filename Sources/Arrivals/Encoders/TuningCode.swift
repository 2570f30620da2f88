// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// A quantity as the rates of neurons that each prefer a value of it: Gaussian tuning curves.
///
/// ```
/// rₙ(x) = baseline + (peak − baseline)·exp(−(x − cₙ)²/2σ²)
/// ```
/// On a circle of a given period the distance x − c is taken the short way round.
///
/// ```swift
/// let code = try TuningCode(preferring: 0...180, neurons: 12, peak: 50, period: 180)
/// let population = PoissonPopulation(rates: code.rates(of: 35))
/// ```
/// > Reference: H. S. Seung and H. Sompolinsky, PNAS 90 (1993) 10749–10753, doi:10.1073/pnas.90.22.10749.
public struct TuningCode: Hashable, Sendable {
  /// The value cₙ each neuron prefers.
  public let preferred: [Double]
  /// The width σ of the tuning curves.
  public let width: Double
  /// The rate far from the preferred value.
  public let baseline: Rate
  /// The rate at the preferred value.
  public let peak: Rate
  /// The period of a quantity on a circle, such as 180 for orientations in degrees.
  public let period: Double?

  /// Neurons of chosen preferences.
  ///
  /// - Throws: ``SpikeProcessError`` when the width or the period is not finite and positive, or a preferred value not
  ///   finite.
  public init(
    preferred: [Double], width: Double, baseline: Rate = 0, peak: Rate, period: Double? = nil
  ) throws(SpikeProcessError) {
    try SpikeProcessError.check(positive: width, "tuning width")
    if let period { try SpikeProcessError.check(positive: period, "period") }
    for value in preferred { try SpikeProcessError.check(finite: value, "preferred value") }
    self.preferred = preferred
    self.width = width
    self.baseline = baseline
    self.peak = peak
    self.period = period
  }

  /// Neurons whose preferences cover a range evenly, as wide as they are apart.
  ///
  /// On a line the first and last prefer the ends of the range; on a circle the last stands one step
  /// before the first.
  ///
  /// - Throws: ``SpikeProcessError/rangeNotCovered(_:neurons:)`` when there are fewer than two neurons or the range is a
  ///   point, ``SpikeProcessError/notPositive(_:of:)`` for the period.
  public init(
    preferring range: ClosedRange<Double>, neurons: Int, baseline: Rate = 0, peak: Rate,
    period: Double? = nil
  ) throws(SpikeProcessError) {
    guard neurons >= 2, range.upperBound > range.lowerBound else {
      throw .rangeNotCovered(range, neurons: neurons)
    }
    let gaps = period == nil ? neurons - 1 : neurons
    let step = (range.upperBound - range.lowerBound) / Double(gaps)
    try self.init(
      preferred: (0..<neurons).map { range.lowerBound + Double($0) * step }, width: step,
      baseline: baseline, peak: peak, period: period)
  }

  /// The rates of all neurons for a value.
  ///
  /// - Precondition: the value is finite.
  public func rates(of value: Double) -> [Rate] {
    guard value.isFinite else {
      fatalError("\(value) is not a value to encode")
    }
    return preferred.map { center in
      var distance = value - center
      if let period { distance = remainder(distance, period) }
      let closeness = exp(-distance * distance / (2 * width * width))
      return rate(hertz: baseline.hertz * (1 - closeness) + peak.hertz * closeness)
    }
  }
}
