// SPDX-License-Identifier: GPL-3.0-or-later

extension SpikeRaster {
  /// The same neurons during part of the observation.
  ///
  /// Times are kept as they are; they are not counted from the start of the range.
  ///
  /// - Parameter range: Part of ``interval``; the end is excluded. Unit: s.
  /// - Throws: ``SpikeTrainError/notObserved(range:interval:)`` when `range` leaves the interval.
  /// - Complexity: O(neurons · log spikes + spikes kept).
  public func restricted(to range: Range<Double>) throws(SpikeTrainError) -> SpikeRaster {
    guard range.lowerBound >= interval.lowerBound, range.upperBound <= interval.upperBound else {
      throw .notObserved(range: range, interval: interval)
    }
    var kept: [Double] = []
    var bounds = [0]
    bounds.reserveCapacity(offsets.count)
    for neuron in 0..<neuronCount {
      let train = times(of: neuron)
      let start = firstIndex(in: train, notBefore: range.lowerBound)
      let end = firstIndex(in: train, notBefore: range.upperBound)
      kept += train[start..<end]
      bounds.append(kept.count)
    }
    return SpikeRaster(validTimes: kept, offsets: bounds, interval: range)
  }

  /// The chosen neurons, renumbered from 0 in the order given.
  ///
  /// - Parameter neurons: Neurons of this raster in any order; one may appear twice.
  /// - Throws: ``SpikeTrainError/noSuchNeuron(neuron:neuronCount:)`` for a neuron outside
  ///   `0..<neuronCount`.
  /// - Complexity: O(neurons + spikes kept).
  public func restricted(toNeurons neurons: some Sequence<Int>) throws(SpikeTrainError)
    -> SpikeRaster
  {
    var kept: [Double] = []
    var bounds = [0]
    for neuron in neurons {
      guard neuron >= 0, neuron < neuronCount else {
        throw .noSuchNeuron(neuron: neuron, neuronCount: neuronCount)
      }
      kept += times(of: neuron)
      bounds.append(kept.count)
    }
    return SpikeRaster(validTimes: kept, offsets: bounds, interval: interval)
  }

  private func firstIndex(in sorted: ArraySlice<Double>, notBefore time: Double) -> Int {
    var low = sorted.startIndex
    var high = sorted.endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if sorted[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
