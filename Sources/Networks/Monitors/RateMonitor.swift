// SPDX-License-Identifier: GPL-3.0-or-later

/// The rate of a population over time: spikes of all neurons in bins.
///
/// ```
/// rate of a bin = spikes/(neurons · its duration)     in Hz
/// ```
/// A bin lasts a whole number of windows.
public struct RateMonitor: Sendable {
  /// The population that is watched.
  public let population: Population
  /// How many windows a bin lasts.
  public let windowsPerBin: Int
  /// The bins that are full: when each was, in seconds, and its rate in Hz.
  public private(set) var rates: [(interval: Range<Double>, hertz: Double)] = []
  private var count = 0
  private var windows = 0
  private var start = 0.0

  /// Watches a population in bins of some windows.
  ///
  /// - Precondition: `windowsPerBin` is at least 1.
  public init(of population: Population, windowsPerBin: Int = 1) {
    guard windowsPerBin >= 1 else {
      fatalError("bins of \(windowsPerBin) windows: use at least 1")
    }
    self.population = population
    self.windowsPerBin = windowsPerBin
  }

  /// Takes in a window.
  public mutating func observe(_ slice: NetworkSlice) {
    if windows == 0 { start = slice.interval.lowerBound }
    count += slice[population].count
    windows += 1
    guard windows == windowsPerBin else { return }
    let end = slice.interval.upperBound
    rates.append(
      (start..<end, Double(count) / (Double(population.neuronCount) * (end - start))))
    (count, windows) = (0, 0)
  }
}
