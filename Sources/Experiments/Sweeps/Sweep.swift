// SPDX-License-Identifier: GPL-3.0-or-later

public import Runs

/// A grid of trainings: one configuration, and settings that vary.
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

  /// A sweep of one cell, in a folder that will hold one for each.
  public init(of configuration: RunConfiguration, into folder: String) {
    self.folder = folder
    cells = [Cell(configuration: configuration)]
  }

  /// Lets a setting take several values, in each cell that there is.
  ///
  /// - Parameters:
  ///   - name: what the setting is called in names of folders and in the table.
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

  /// The runs, the last setting fastest; each in a folder of its own.
  public var runs: [PlannedRun] {
    cells.map { cell in
      let name = Self.name(of: zip(axes, cell.values).map { ($0, $1) })
      return PlannedRun(name, in: "\(folder)/\(name)", cell.configuration)
    }
  }

  /// What the runs came to: a row for each.
  ///
  /// - Throws: `FileError`, or ``RunError`` for a folder that was damaged.
  public func results() throws -> SweepResults {
    try SweepResults(
      of: zip(runs, cells).map { ($0.name, $0.folder, $1.values) }, axes: axes)
  }

  /// The name of a cell: its settings in the order of their names, so that it keeps its folder when lines are moved.
  package static func name(of point: [(key: String, value: JSONValue)]) -> String {
    point.sorted { $0.key < $1.key }.map { key, value in
      let label = value.word.map {
        $0.isASCII && ($0.isLetter || $0.isNumber || "._+-".contains($0)) ? $0 : "-"
      }
      return "\(key)-\(String(label))"
    }.joined(separator: "_")
  }
}
