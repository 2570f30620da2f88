// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

/// Intensities as firing rates: the brighter, the faster.
///
/// ```
/// r = minimum + (maximum − minimum)·x,   x in 0...1
/// ```
/// ```swift
/// let population = PoissonPopulation(rates: try RateCode(maximum: 100).rates(of: pixels))
/// let raster = population.raster(in: 0..<0.5, seed: 7)
/// ```
/// > Reference: E. D. Adrian and Y. Zotterman, J. Physiol. 61 (1926) 151–171,
/// > doi:10.1113/jphysiol.1926.sp002281.
public struct RateCode: Hashable, Sendable {
  /// The rate of intensity 0.
  public let minimum: Rate
  /// The rate of intensity 1.
  public let maximum: Rate

  /// A code between two rates.
  public init(minimum: Rate = 0, maximum: Rate) {
    self.minimum = minimum
    self.maximum = maximum
  }

  /// The rate of each intensity.
  ///
  /// - Throws: ``SpikeProcessError/invalidIntensity(_:at:)`` when one is not in 0...1.
  public func rates(of intensities: [Double]) throws(SpikeProcessError) -> [Rate] {
    try check(intensities: intensities)
    return intensities.map { x in
      rate(hertz: (1 - x) * minimum.hertz + x * maximum.hertz)
    }
  }
}

/// Refuses intensities that are not in 0...1.
func check(intensities: [Double]) throws(SpikeProcessError) {
  for (place, value) in intensities.enumerated() {
    guard value >= 0, value <= 1 else { throw .invalidIntensity(value, at: place) }
  }
}

/// A rate between two rates, which rounding alone can take above the largest.
func rate(hertz: Double) -> Rate {
  do { return try Rate(hertz: min(hertz, Rate.maximumHertz)) } catch { fatalError("\(error)") }
}
