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
    if lists.count > 32, let sorted = binned(lists) { return sorted }
    while lists.count > 1 {
      let pairs = stride(from: 0, to: lists.count, by: 2)
      lists = pairs.map { $0 + 1 < lists.count ? merged(lists[$0], lists[$0 + 1]) : lists[$0] }
    }
    return lists.first ?? []
  }

  /// Many lists of a window as one: each spike goes into a bin of time, of which there are as many as spikes.
  ///
  /// `nil` where so many fall into one bin that putting it in order would take long.
  private static func binned(_ lists: [[Spike]]) -> [Spike]? {
    guard let start = lists.compactMap(\.first?.time).min(),
      let end = lists.compactMap(\.last?.time).max(), start < end, let any = lists[0].first
    else { return nil }
    let count = lists.reduce(0) { $0 + $1.count }
    let scale = Double(count) / (end - start)
    guard scale.isFinite else { return nil }
    func bin(_ spike: Spike) -> Int { min(Int((spike.time - start) * scale), count - 1) }
    var places = [Int](repeating: 0, count: count + 1)
    for list in lists { for spike in list { places[bin(spike) + 1] += 1 } }
    guard places.allSatisfy({ $0 <= 64 }) else { return nil }
    for place in 0..<count { places[place + 1] += places[place] }
    var sorted = [Spike](repeating: any, count: count)
    for list in lists {
      for spike in list {
        let bin = bin(spike)
        sorted[places[bin]] = spike
        places[bin] += 1
      }
    }
    for place in 1..<count {
      let spike = sorted[place]
      var hole = place
      while hole > 0, spike < sorted[hole - 1] {
        sorted[hole] = sorted[hole - 1]
        hole -= 1
      }
      sorted[hole] = spike
    }
    return sorted
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
