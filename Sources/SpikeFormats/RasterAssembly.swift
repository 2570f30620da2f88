// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeTrains

/// Spikes in the order of a file, on their way into a raster.
struct RasterAssembly {
  /// A file may name neuron 2,000,000,000 in 16 bytes; do not let it ask for 16 GB of offsets.
  static let mostNeurons = 10_000_000

  private let path: String
  private var times: [Double] = []
  private var neurons: [Int32] = []

  init(path: String, spikeCapacity: Int = 0) {
    self.path = path
    times.reserveCapacity(spikeCapacity)
    neurons.reserveCapacity(spikeCapacity)
  }

  var spikeCount: Int { times.count }

  mutating func append(time: Double, neuron: Int) {
    times.append(time)
    neurons.append(Int32(clamping: neuron))
  }

  /// Sorts the spikes by neuron; within a neuron they keep their order, which must be that of time unless they
  /// are sorted, too.
  ///
  /// - Complexity: O(spikes + neurons).
  func raster(
    neuronCount: Int?, interval: Range<Double>?, sorting: Bool = false
  ) throws(SpikeFileError) -> SpikeRaster {
    let largest = Int(neurons.max() ?? -1)
    let neuronCount = neuronCount ?? largest + 1
    if let smallest = neurons.min(), smallest < 0 || largest >= neuronCount {
      throw .damaged(
        path: path,
        reason: "a spike belongs to neuron \(smallest < 0 ? Int(smallest) : largest) of "
          + "\(neuronCount), counted from 0")
    }
    guard neuronCount <= Self.mostNeurons else {
      throw .refused(
        path: path,
        reason:
          "it names neuron \(largest) of \(neuronCount), but at most \(Self.mostNeurons) can be "
          + "read. Number the neurons from 0.")
    }
    var offsets = [Int](repeating: 0, count: neuronCount + 1)
    for neuron in neurons { offsets[Int(neuron) + 1] += 1 }
    for neuron in 0..<neuronCount { offsets[neuron + 1] += offsets[neuron] }
    var next = offsets
    var sorted = [Double](repeating: 0, count: times.count)
    var unsorted: Set<Int> = []
    for (time, neuron) in zip(times, neurons) {
      let (neuron, place) = (Int(neuron), next[Int(neuron)])
      if sorting, place > offsets[neuron], sorted[place - 1] > time { unsorted.insert(neuron) }
      sorted[place] = time
      next[neuron] += 1
    }
    for neuron in unsorted { sorted[offsets[neuron]..<offsets[neuron + 1]].sort() }
    do {
      return try SpikeRaster(
        times: sorted, offsets: offsets, interval: interval ?? hull(of: sorted))
    } catch {
      throw .badSpikes(path: path, fault: error)
    }
  }

  private func hull(of times: [Double]) -> Range<Double> {
    let finite = times.lazy.filter(\.isFinite)
    return min(0, finite.min() ?? 0)..<max(0, finite.max() ?? 0).nextUp
  }
}
