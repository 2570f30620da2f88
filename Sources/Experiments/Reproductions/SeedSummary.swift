// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Runs

/// One measurement of runs that differ only in their seed.
struct SeedSummary {
  /// The value of each run, at least one.
  let values: [Double]

  init(_ values: [Double]) {
    guard !values.isEmpty else {
      fatalError("a summary needs a run")
    }
    self.values = values
  }

  var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// The standard deviation over runs; nil for one run.
  var deviation: Double? {
    guard values.count > 1 else { return nil }
    let mean = self.mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  /// Mean ± standard deviation.
  func text(decimals: Int = 2) -> String {
    let mean = String(format: "%.\(decimals)f", mean)
    return deviation.map { mean + String(format: " ± %.\(decimals)f", $0) } ?? mean
  }

  /// For programs: every run's value, and their mean.
  var json: JSONValue {
    .object(["mean": .measured(mean), "runs": .list(values.map { .measured($0) })])
  }
}
