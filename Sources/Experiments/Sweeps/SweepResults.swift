// SPDX-License-Identifier: GPL-3.0-or-later

package import DataFiles
package import Runs

/// The results of a sweep's cells, read from their folders: one row per cell, in the order of the grid.
public struct SweepResults {
  private let keys: [String]
  private let rows: [Row]

  /// A cell with its last measurement, or `null` where it is missing.
  private struct Row: Encodable {
    let cell: String
    let grid: [String: JSONValue]
    let values: [JSONValue]
    let isComplete: Bool
    let steps: Int?
    let seed: UInt64?
    let last: MetricsRecord?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: NamedKey.self)
      try container.encode(cell, forKey: NamedKey("cell"))
      try container.encode(grid, forKey: NamedKey("grid"))
      try container.encode(isComplete, forKey: NamedKey("complete"))
      try container.encode(steps, forKey: NamedKey("steps"))
      try container.encode(seed, forKey: NamedKey("seed"))
      try container.encode(last?.step, forKey: NamedKey("measuredAt"))
      for metric in Metric.tabled {
        try container.encode(last?[metric.name], forKey: NamedKey(metric.name))
      }
    }
  }

  /// Reads the folders of runs, each with its value on every axis.
  ///
  /// - Throws: `FileError`, or ``RunError`` for a damaged folder.
  package init(
    of runs: [(name: String, folder: RunFolder, values: [JSONValue])], axes: [String]
  ) throws {
    keys = axes
    rows = try runs.map { name, folder, values in
      let stored = try folder.stored()
      return Row(
        cell: name, grid: Dictionary(uniqueKeysWithValues: zip(axes, values)), values: values,
        isComplete: (try? folder.state()) == .complete, steps: stored?.steps,
        seed: stored?.seed, last: try folder.last())
    }
  }

  /// How many cells are complete.
  public var complete: Int { rows.count(where: \.isComplete) }

  /// Writes `results.csv` and `results.json`.
  public func write(to folder: String) throws {
    try AtomicFile.write(csv, to: "\(folder)/results.csv")
    try AtomicFile.write(
      try JSONText.encode(rows, indented: true) + "\n", to: "\(folder)/results.json")
  }

  /// A column for every axis, then columns for what no axis says.
  private var csv: String {
    let own: [(String, (Row) -> String)] =
      [
        ("complete", { "\($0.isComplete)" }), ("steps", { Self.text($0.steps) }),
        ("seed", { Self.text($0.seed) }), ("measured_at", { Self.text($0.last?.step) }),
      ].filter { !keys.contains($0.0) }
      + Metric.tabled.map { metric in
        (JSONText.snakeCase(metric.name), { Self.text($0.last?[metric.name]) })
      }
    var table = CSVTable(["cell"] + keys + own.map(\.0), lineEnd: "\n")
    for row in rows {
      table.append([row.cell] + row.values.map(\.word) + own.map { $0.1(row) })
    }
    return table.text
  }

  private static func text(_ value: (some CustomStringConvertible)?) -> String {
    value.map { "\($0)" } ?? ""
  }
}
