// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

/// Intervals of a Poisson neuron with an absolute dead time.
///
/// Two rates are at play and are never confused here: the *drive*, which counts while the neuron can fire,
/// and the *output*, which is what it fires on average:
/// ```
/// interval = d + E/r_drive        r_out = r_drive/(1 + r_drive·d)        r_drive = r_out/(1 − r_out·d)
/// CV = 1 − r_out·d                no interval is shorter than d
/// wait = U·d with probability r_out·d, else d + E/r_drive
/// ```
/// > Reference: D. R. Cox, Renewal Theory (1962); M. Deger et al., J. Comput. Neurosci. 32 (2012) 443–463,
/// > doi:10.1007/s10827-011-0362-8.
public struct RefractoryIntervals: IntervalLaw, Hashable {
  /// The rate while the neuron can fire.
  public let driveRate: Rate
  /// The rate at which the neuron fires on average.
  public let outputRate: Rate
  /// How long the neuron cannot fire after a spike, in seconds.
  public let deadTime: Double

  /// Intervals of a neuron that is driven at a rate.
  ///
  /// - Throws: ``SpikeProcessError/invalidDeadTime(_:)``.
  public init(driveRate: Rate, deadTime: Double) throws(SpikeProcessError) {
    guard deadTime >= 0, deadTime.isFinite else { throw .invalidDeadTime(deadTime) }
    self.driveRate = driveRate
    self.deadTime = deadTime
    outputRate = Self.rate(driveRate.hertz / (1 + driveRate.hertz * deadTime))
  }

  /// Intervals of a neuron that fires at a rate, the drive being whatever that takes.
  ///
  /// - Throws: ``SpikeProcessError/invalidDeadTime(_:)``, and
  ///   ``SpikeProcessError/deadTimeTooLong(_:outputRate:)`` when r_out·d ≥ 1 or the drive would exceed 1e9 Hz.
  public init(outputRate: Rate, deadTime: Double) throws(SpikeProcessError) {
    guard deadTime >= 0, deadTime.isFinite else { throw .invalidDeadTime(deadTime) }
    let active = 1 - outputRate.hertz * deadTime
    guard active > 0, outputRate.hertz / active <= Rate.maximumHertz else {
      throw .deadTimeTooLong(deadTime, outputRate: outputRate)
    }
    self.outputRate = outputRate
    self.deadTime = deadTime
    driveRate = Self.rate(outputRate.hertz / active)
  }

  /// A rate within bounds that were checked.
  private static func rate(_ hertz: Double) -> Rate {
    do { return try Rate(hertz: hertz) } catch { fatalError("\(error)") }
  }

  /// The mean interval in seconds.
  public var mean: Double { 1 / outputRate.hertz }

  /// The coefficient of variation of the intervals, 1 − r_out·d.
  public var coefficientOfVariation: Double { 1 - outputRate.hertz * deadTime }

  public func interval(using draws: inout PhiloxDraws) -> Double {
    driveRate.hertz > 0 ? deadTime + draws.exponential() / driveRate.hertz : .infinity
  }

  public func wait(using draws: inout PhiloxDraws) -> Double {
    let isDead = draws.uniform() < outputRate.hertz * deadTime
    return isDead ? draws.uniform() * deadTime : interval(using: &draws)
  }
}
