// SPDX-License-Identifier: GPL-3.0-or-later

package import Figures
package import Runs

/// Runs that differ in their seed.
package struct RunGroup {
  /// At least one.
  package private(set) var runs: [MeasuredRun]

  /// A short name for their kind.
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

  /// The values for scripts.
  package struct Summary: Encodable {
    fileprivate let group: RunGroup

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: NamedKey.self)
      let last = group.runs.map(\.last)
      try container.encode(group.label, forKey: NamedKey("model"))
      try container.encode(last.map(\.step), forKey: NamedKey("steps"))
      for metric in Metric.compared {
        try container.encode(last.map { $0[metric.name] }, forKey: NamedKey(metric.name))
      }
      try container.encode(
        last.map(\.publishedActiveFraction), forKey: NamedKey("publishedActiveFraction"))
    }
  }

  package var summary: Summary { Summary(group: self) }

  /// The headings of ``row``.
  package static let headings: [String] =
    ["model", "steps", "seeds"]
    + Metric.compared.flatMap { metric in
      [metric.heading ?? ""] + (metric.name == "activeFraction" ? ["active, published rule"] : [])
    }

  /// The kind, and mean ± standard deviation over the runs of what is compared.
  package var row: [String] {
    [label, steps, "\(runs.count)"]
      + Metric.compared.flatMap { metric in
        let own = text(decimals: metric.decimals) { $0[metric.name] }
        return metric.name == "activeFraction"
          ? [own, text(decimals: metric.decimals, \.publishedActiveFraction)] : [own]
      }
  }

  private func text(decimals: Int, _ value: (HeldOutRecord) -> Double?) -> String {
    let values = runs.compactMap { value($0.last) }
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
