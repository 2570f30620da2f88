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

extension Spike {
  /// Lists that are in order, as one.
  static func merged(_ lists: [[Spike]]) -> [Spike] {
    var lists = lists.filter { !$0.isEmpty }
    while lists.count > 1 {
      let pairs = stride(from: 0, to: lists.count, by: 2)
      lists = pairs.map { $0 + 1 < lists.count ? merged(lists[$0], lists[$0 + 1]) : lists[$0] }
    }
    return lists.first ?? []
  }

  private static func merged(_ first: [Spike], _ second: [Spike]) -> [Spike] {
    [Spike](unsafeUninitializedCapacity: first.count + second.count) { merged, filled in
      var (a, b) = (0, 0)
      while a < first.count || b < second.count {
        let takesFirst = a < first.count && (b == second.count || !(second[b] < first[a]))
        merged.initializeElement(at: a + b, to: takesFirst ? first[a] : second[b])
        if takesFirst { a += 1 } else { b += 1 }
      }
      filled = a + b
    }
  }
}
