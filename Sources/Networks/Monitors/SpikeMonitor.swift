// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

/// Keeps the spikes of a population in memory.
///
/// For runs whose spikes do not fit there: ``NetworkSlice/windowSpikes(of:)`` and a `SpikeSpool`.
public struct SpikeMonitor: Sendable {
  /// The population that is watched.
  public let population: Population
  /// From the beginning of the first window observed to the end of the last, in seconds; `nil` before the first.
  public private(set) var interval: Range<Double>?
  /// All spikes, in order of time.
  public private(set) var spikes: [Spike] = []

  /// Watches a population.
  public init(of population: Population) { self.population = population }

  /// Takes in a window.
  ///
  /// - Precondition: windows come one after another.
  public mutating func observe(_ slice: NetworkSlice) {
    guard interval == nil || interval?.upperBound == slice.interval.lowerBound else {
      fatalError("the window at \(slice.interval.lowerBound) s does not follow the one before it")
    }
    interval = (interval?.lowerBound ?? slice.interval.lowerBound)..<slice.interval.upperBound
    spikes += slice[population]
  }

  /// The spikes, neuron after neuron.
  ///
  /// - Complexity: O(neurons + spikes).
  public var raster: SpikeRaster {
    var offsets = [Int](repeating: 0, count: population.neuronCount + 1)
    for spike in spikes { offsets[spike.neuron + 1] += 1 }
    for neuron in 0..<population.neuronCount { offsets[neuron + 1] += offsets[neuron] }
    var ends = offsets
    var times = [Double](repeating: 0, count: spikes.count)
    for spike in spikes {
      times[ends[spike.neuron]] = spike.time
      ends[spike.neuron] += 1
    }
    return SpikeRaster(drawnTimes: times, offsets: offsets, interval: interval ?? 0..<0)
  }
}
