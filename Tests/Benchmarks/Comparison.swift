// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Something measured beside a reference, alternately in one run.
struct Comparison {
  let name: String
  /// What one unit of work costs, in `unit`.
  let unit: String
  /// Whether a larger value is better (spikes per second) or a smaller one (time).
  var isRate = false
  let reference: String
  /// Units of work that one call does: time is divided by it, rates are it divided by time.
  let work: Double
  /// Rounds that this needs; nil for what the command line says.
  var rounds: Int?
  /// What is said of the times of the subject, their median by default.
  ///
  /// The reference's is always the median.
  var statistic: ([Double]) -> Double = Comparison.median
  let subject: () throws -> Void
  let compared: () throws -> Void

  struct Result: Encodable {
    let name: String
    let value: Double
    let unit: String
    let reference: String
    let reference_value: Double
    /// How many times faster than the reference.
    let ratio: Double
  }

  /// Warms both up, then times them in turn: A B A B …, medians.
  func run(rounds: Int) throws -> Result {
    try subject()
    try compared()
    var ours: [Double] = []
    var theirs: [Double] = []
    for _ in 0..<(self.rounds ?? rounds) {
      ours.append(try seconds(subject))
      theirs.append(try seconds(compared))
    }
    let (a, b) = (statistic(ours), Self.median(theirs))
    let scales: [String: Double] = ["ns": 1e9, "µs": 1e6, "ms": 1e3, "M/s": 1e-6]
    let scale = scales[unit] ?? 1
    func value(_ time: Double) -> Double { (isRate ? work / time : time / work) * scale }
    return Result(
      name: name, value: value(a), unit: unit, reference: reference, reference_value: value(b),
      ratio: b / a)
  }

  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let elapsed = try clock.measure { try body() }
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
