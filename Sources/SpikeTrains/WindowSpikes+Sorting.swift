// SPDX-License-Identifier: GPL-3.0-or-later

extension WindowSpikes {
  /// Spikes of many neurons in any order, neuron after neuron.
  ///
  /// - Precondition: their neurons are in `0..<neurons`.
  /// - Complexity: O(n log n) for n spikes.
  public init(sorting spikes: [Spike], neurons: Int, interval: Range<Double>) {
    let spikes = spikes.sorted { ($0.neuron, $0.time) < ($1.neuron, $1.time) }
    var (places, counts): ([UInt32], [UInt32]) = ([], [])
    for spike in spikes {
      if places.last == UInt32(spike.neuron) {
        counts[counts.count - 1] += 1
      } else {
        places.append(UInt32(spike.neuron))
        counts.append(1)
      }
    }
    self.init(
      counts: SparseCounts(places: places, counts: counts, trials: 1, neurons: neurons),
      times: spikes.map(\.time), interval: interval)
  }
}
