// SPDX-License-Identifier: GPL-3.0-or-later

extension SpikeRaster {
  /// All spikes in time order; simultaneous ones in neuron order.
  ///
  /// ```swift
  /// for spike in raster.spikes { print(spike.time, spike.neuron) }
  /// ```
  ///
  /// - Complexity: O(neurons) to start, O(log neurons) per spike; memory O(neurons).
  public var spikes: SpikesInTime { SpikesInTime(self) }
}

/// The spikes of a raster, merged lazily into time order.
///
/// A binary heap holds the next spike of every neuron that has one.
public struct SpikesInTime: Sequence, IteratorProtocol, Sendable {
  private let raster: SpikeRaster
  private var upcoming: [(spike: Spike, index: Int)] = []

  init(_ raster: SpikeRaster) {
    self.raster = raster
    for neuron in 0..<raster.neuronCount where raster.spikeCount(of: neuron) > 0 {
      let index = raster.offsets[neuron]
      upcoming.append((Spike(time: raster.times[index], neuron: neuron), index))
    }
    for parent in stride(from: upcoming.count / 2 - 1, through: 0, by: -1) {
      sink(from: parent)
    }
  }

  /// Returns the next spike, or `nil` after the last.
  public mutating func next() -> Spike? {
    guard let (spike, index) = upcoming.first else { return nil }
    let following = index + 1
    if following < raster.offsets[spike.neuron + 1] {
      upcoming[0] = (Spike(time: raster.times[following], neuron: spike.neuron), following)
    } else {
      upcoming.swapAt(0, upcoming.count - 1)
      upcoming.removeLast()
    }
    sink(from: 0)
    return spike
  }

  private mutating func sink(from start: Int) {
    var parent = start
    while true {
      var earliest = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < upcoming.count && upcoming[child].spike < upcoming[earliest].spike {
        earliest = child
      }
      guard earliest != parent else { return }
      upcoming.swapAt(parent, earliest)
      parent = earliest
    }
  }
}
