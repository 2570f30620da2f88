// SPDX-License-Identifier: GPL-3.0-or-later

/// How many values fall into each of some equal bins between the smallest and the largest, the last bin closed.
struct Histogram {
  let counts: [Int]
  private let origin: Double
  private let width: Double

  /// Counts values; no bins where there are no values, they are all the same, or zero bins are requested.
  init(_ values: [Double], bins: Int) {
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    origin = low
    guard bins > 0, high > low else {
      (counts, width) = ([], 0)
      return
    }
    let width = (high - low) / Double(bins)
    self.width = width
    var counts = [Int](repeating: 0, count: bins)
    for value in values { counts[min(Int((value - low) / width), bins - 1)] += 1 }
    self.counts = counts
  }

  /// Where bin `index` begins.
  func edge(_ index: Int) -> Double { origin + width * Double(index) }

  /// The bin of a value between the smallest and the largest.
  func bin(of value: Double) -> Int {
    counts.isEmpty ? 0 : min(Int((value - origin) / width), counts.count - 1)
  }

  /// The topmost bin of the first run of `length` empty bins met from bin `limit` downwards.
  func highestEmptyRun(of length: Int, below limit: Int) -> Int? {
    var empty = 0
    for index in counts.indices.prefix(limit).reversed() {
      empty = counts[index] == 0 ? empty + 1 : 0
      if empty == length { return index + length - 1 }
    }
    return nil
  }

  /// The lowest empty bin that follows an occupied one.
  var firstEmptyAfterOccupied: Int? {
    counts.indices.dropFirst().first { counts[$0 - 1] > 0 && counts[$0] == 0 }
  }

  /// The highest empty bin that an occupied one follows.
  var lastEmptyBeforeOccupied: Int? {
    counts.indices.dropLast().last { counts[$0] == 0 && counts[$0 + 1] > 0 }
  }
}
