// SPDX-License-Identifier: GPL-3.0-or-later

package import DataFiles
public import Runs

/// A grid of training runs: one configuration, and settings that vary.
///
/// ```swift
/// var sweep = Sweep(of: configuration, into: "runs/sweep")
/// sweep.vary("beta", \.beta, over: [0.5, 1, 2])
/// for run in sweep.runs { try await run.complete() }
/// try sweep.results().write(to: "runs/sweep")
/// ```
public struct Sweep: Sendable {
  private let folder: String
  private var axes: [String] = []
  private var cells: [Cell]

  private struct Cell: Sendable {
    var configuration: RunConfiguration
    var values: [JSONValue] = []
  }

  /// A sweep of one cell, in a folder that will hold a subfolder for each cell.
  public init(of configuration: RunConfiguration, into folder: String) {
    self.folder = folder
    cells = [Cell(configuration: configuration)]
  }

  /// Varies a setting over several values, in each existing cell.
  ///
  /// - Parameters:
  ///   - name: the name of the setting in folder names and in the table.
  ///   - setting: what varies.
  ///   - values: the values it takes.
  public mutating func vary<Value: CustomStringConvertible>(
    _ name: String, _ setting: WritableKeyPath<RunConfiguration, Value>, over values: [Value]
  ) {
    axes.append(name)
    cells = cells.flatMap { cell in
      values.map { value in
        var cell = cell
        cell.configuration[keyPath: setting] = value
        cell.values.append((value as? Double).map { .number($0) } ?? .text("\(value)"))
        return cell
      }
    }
  }

  /// The runs, each in its own folder; the last setting varies fastest.
  public var runs: [PlannedRun] {
    cells.map { cell in
      let name = Self.name(of: zip(axes, cell.values).map { ($0, $1) })
      return PlannedRun(name, in: "\(folder)/\(name)", cell.configuration)
    }
  }

  /// The results of the runs, one row each.
  ///
  /// - Throws: `FileError`, or `RunError` for a folder that was damaged.
  public func results() throws -> SweepResults {
    try SweepResults(
      of: zip(runs, cells).map { ($0.name, $0.folder, $1.values) }, axes: axes)
  }

  /// The name of a cell: its settings sorted by name, so that a cell keeps its folder when lines in the file move.
  package static func name(of point: [(key: String, value: JSONValue)]) -> String {
    point.sorted { $0.key < $1.key }.map { key, value in
      let label = value.word.map {
        $0.isASCII && ($0.isLetter || $0.isNumber || "._+-".contains($0)) ? $0 : "-"
      }
      return "\(key)-\(String(label))"
    }.joined(separator: "_")
  }
}
