// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// How far work has come, how fast it is, and how long it will still take.
struct Progress {
  private let console: Console
  private let activity: String
  private let unit: String
  private let first: Int
  private let total: Int
  private let start = ContinuousClock.now

  /// Starts showing work of `total` units, of which `first` are already done.
  init(_ activity: String, unit: String, from first: Int = 0, of total: Int, on console: Console) {
    self.activity = activity
    self.unit = unit
    self.first = first
    self.total = total
    self.console = console
    console.show(line(done: first, note: ""), begins: true)
  }

  /// Shows that `done` units are done so far.
  func show(done: Int, note: @autoclosure () -> String = "") {
    console.show(line(done: done, note: note()))
  }

  /// Removes the line.
  func end() { console.clear() }

  private func line(done: Int, note: String) -> String {
    let seconds = start.duration(to: .now) / .seconds(1)
    let share = "\(activity) \(percent(done)) %"
    var line = ProgressLine(
      share: share, bar: console.isTerminal ? bar(done) : nil, count: "\(done)/\(total) \(unit)",
      note: note.isEmpty ? nil : note)
    if done > first, seconds > 0.5 {
      let rate = Double(done - first) / seconds
      line.rate = "\(Text.number(rate, digits: 3))/s"
      if done < total { line.left = "\(Text.duration(Double(total - done) / rate)) left" }
    }
    return line.text(columns: console.isTerminal ? Console.columns - 1 : .max)
  }

  private func percent(_ done: Int) -> Int { total > 0 ? 100 * done / total : 100 }

  private func bar(_ done: Int) -> String {
    let width = 10
    let filled = total > 0 ? width * done / total : width
    return "[" + String(repeating: "=", count: filled)
      + String(repeating: " ", count: width - filled) + "]"
  }
}
