// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeTrains

extension [Spike] {
  /// The place of the first spike that is not before a time, in spikes in order of time.
  func firstIndex(notBefore time: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].time < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
