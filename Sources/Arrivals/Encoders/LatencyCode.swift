// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// Intensities as times of one spike each: the brighter, the sooner.
///
/// Nothing is drawn. A neuron is a leaky capacitor that the intensity charges from 0 towards x; it fires on crossing θ:
/// ```
/// t = τ·ln(x/(x − θ))   for x > θ;   silent for x ≤ θ, and when t falls after the window
/// ```
/// > Reference: S. Thorpe, D. Fize and C. Marlot, Nature 381 (1996) 520–522, doi:10.1038/381520a0 (first
/// > spikes); W. Gerstner and W. Kistler, Spiking Neuron Models (2002), section 4.1 (the charging time).
public struct LatencyCode: Hashable, Sendable {
  /// The time constant τ in seconds.
  public let timeConstant: Double
  /// The threshold θ, in 0..<1.
  public let threshold: Double
  /// How long is waited for a spike, in seconds.
  public let window: Double

  /// A code of a time constant, a threshold and a window.
  ///
  /// - Throws: ``SpikeProcessError`` when the time constant or the window is not finite and positive or the
  ///   threshold not in 0...1.
  public init(timeConstant: Double, threshold: Double = 0.01, window: Double)
    throws(SpikeProcessError)
  {
    try SpikeProcessError.check(positive: timeConstant, "time constant in seconds")
    try SpikeProcessError.check(positive: window, "window in seconds")
    try SpikeProcessError.check(fraction: threshold, "threshold")
    self.timeConstant = timeConstant
    self.threshold = threshold
    self.window = window
  }

  /// One neuron an intensity, each with one spike or none, in 0..<`window`.
  ///
  /// - Throws: ``SpikeProcessError/invalidIntensity(_:at:)`` when one is not in 0...1.
  public func raster(of intensities: [Double]) throws(SpikeProcessError) -> SpikeRaster {
    try check(intensities: intensities)
    var times: [Double] = []
    var offsets = [0]
    for x in intensities {
      let time = x > threshold ? -timeConstant * log1p(-threshold / x) : .infinity
      if time < window { times.append(time) }
      offsets.append(times.count)
    }
    return SpikeRaster(drawnTimes: times, offsets: offsets, interval: 0..<window)
  }
}
