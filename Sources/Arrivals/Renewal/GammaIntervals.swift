// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

/// Gamma intervals: from bursting (shape below 1) through Poisson (1) to clockwork (large).
///
/// ```
/// density = k r (k r x)^(k−1) e^(−k r x)/Γ(k),   mean 1/r,   CV = 1/√k
/// wait = U·(gamma of shape k + 1)/(k r):  an arbitrary moment falls into an interval in proportion to its length
/// ```
/// > Reference: D. R. Cox, Renewal Theory (1962); M. P. Nawrot et al., J. Neurosci. Methods 169 (2008) 374–390,
/// > doi:10.1016/j.jneumeth.2007.10.013.
public struct GammaIntervals: IntervalLaw, Hashable {
  /// The rate r at which the neuron fires on average.
  public let rate: Rate
  /// The shape k.
  public let shape: Double

  /// Intervals of a rate and a shape.
  ///
  /// - Throws: ``SpikeProcessError/invalidShape(_:)`` when the shape is not in 0.01...1e6.
  public init(rate: Rate, shape: Double) throws(SpikeProcessError) {
    guard shape >= 0.01, shape <= 1e6 else { throw .invalidShape(shape) }
    self.rate = rate
    self.shape = shape
  }

  /// The mean interval in seconds.
  public var mean: Double { 1 / rate.hertz }

  /// The coefficient of variation of the intervals, 1/√k.
  public var coefficientOfVariation: Double { 1 / shape.squareRoot() }

  public func interval(using draws: inout PhiloxDraws) -> Double {
    rate.hertz > 0 ? draws.gamma(shape: shape) / (shape * rate.hertz) : .infinity
  }

  public func wait(using draws: inout PhiloxDraws) -> Double {
    guard rate.hertz > 0 else { return .infinity }
    let whole = draws.gamma(shape: shape + 1) / (shape * rate.hertz)
    return draws.uniform() * whole
  }
}
