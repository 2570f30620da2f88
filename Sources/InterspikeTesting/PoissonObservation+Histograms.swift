// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// What was observed beside what the laws expect, value by value: to see how far off a sampler is, and where.
extension PoissonObservation {
  /// A value or the middle of a bin, what was observed there, and what the law expects.
  public typealias Bin = (place: Double, observed: Double, law: Double)

  /// The density of intervals in units of their mean, up to five means, with the exponential law.
  public var intervalHistogram: [Bin] {
    let (bins, width) = (40, 0.125)
    let intervals = scaledIntervals
    guard !intervals.isEmpty else { return [] }
    var found = [Int](repeating: 0, count: bins)
    for interval in intervals where interval < Double(bins) * width {
      found[min(bins - 1, Int(interval / width))] += 1
    }
    return found.enumerated().map { index, count in
      let start = Double(index) * width
      return (
        start + width / 2, Double(count) / (Double(intervals.count) * width),
        (exp(-start) - exp(-start - width)) / width
      )
    }
  }

  /// The share of windows with each count, or with a few neighboring ones, with the Poisson law.
  public var countHistogram: [Bin] {
    guard rate > 0, !counts.isEmpty else { return [] }
    let reach = 4 * rate.squareRoot() + 1
    let (least, greatest) = (max(0, Int(rate - reach)), Int(rate + reach))
    let width = max(1, (greatest - least + 1 + 39) / 40)
    var found = [Int](repeating: 0, count: (greatest - least) / width + 1)
    for count in counts where (least...greatest).contains(count) {
      found[(count - least) / width] += 1
    }
    return found.enumerated().map { index, number in
      let values = least + index * width..<least + (index + 1) * width
      let law = values.reduce(0.0) { sum, value in
        sum + exp(Double(value) * log(rate) - rate - lgamma(Double(value) + 1))
      }
      return (
        Double(values.lowerBound) + Double(width - 1) / 2,
        Double(number) / Double(counts.count), law
      )
    }
  }
}
