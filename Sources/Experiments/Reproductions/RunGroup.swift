// SPDX-License-Identifier: GPL-3.0-or-later

package import Figures
package import Runs

/// Runs that differ in their seed.
package struct RunGroup {
  /// At least one.
  package private(set) var runs: [MeasuredRun]

  /// Their kind in short.
  package var label: String { runs[0].label }
  /// The steps at which they were last measured.
  package var steps: String {
    Set(runs.map(\.last.step)).sorted().map(String.init).joined(separator: ", ")
  }

  /// Groups in the order of their first runs.
  package static func groups(of runs: [MeasuredRun]) -> [RunGroup] {
    var groups: [RunGroup] = []
    var kinds: [[String: String]] = []
    for run in runs {
      if let index = kinds.firstIndex(of: run.kind) {
        groups[index].runs.append(run)
      } else {
        kinds.append(run.kind)
        groups.append(RunGroup(runs: [run]))
      }
    }
    return groups
  }

  /// What scripts get.
  package struct Summary: Encodable {
    let model: String
    let steps: [Int]
    let nelbo: [Double?]
    let mse: [Double?]
    let kl: [Double?]
    let mseMap: [Double?]
    let activeFraction: [Double?]
    let publishedActiveFraction: [Double?]
    let zeros: [Double?]
  }

  package var summary: Summary {
    func all(_ value: KeyPath<HeldOutRecord, Double?>) -> [Double?] {
      runs.map { $0.last[keyPath: value] }
    }
    return Summary(
      model: label, steps: runs.map(\.last.step), nelbo: all(\.nelbo), mse: all(\.mse),
      kl: all(\.kl), mseMap: all(\.mseMap), activeFraction: all(\.activeFraction),
      publishedActiveFraction: all(\.publishedActiveFraction),
      zeros: all(\.zeros))
  }

  /// Mean ± standard deviation over the runs.
  package func text(_ value: KeyPath<HeldOutRecord, Double?>, decimals: Int = 2) -> String {
    let values = runs.compactMap { $0.last[keyPath: value] }
    guard values.count == runs.count else { return "–" }
    return SeedSummary(values).text(decimals: decimals)
  }

  package var curves: ComparisonFigure.Group {
    func curve(
      _ run: MeasuredRun, _ value: KeyPath<HeldOutRecord, Double?>
    ) -> TrainingCurves.Curve {
      var curve = TrainingCurves.Curve()
      for record in run.heldOut {
        if let number = record[keyPath: value] { curve.append(number, at: record.step) }
      }
      return curve
    }
    var group = ComparisonFigure.Group(name: label)
    group.negativeELBO = runs.map { curve($0, \.nelbo) }
    group.activeFraction = runs.map { curve($0, \.publishedActiveFraction) }
    return group
  }
}
