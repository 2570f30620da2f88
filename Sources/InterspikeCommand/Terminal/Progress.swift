// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// How far work has come, how fast, and how long it will still take.
struct Progress {
  private let console: Console
  private let activity: String
  private let unit: String
  private let first: Int
  private let total: Int
  private let start = ContinuousClock.now

  /// Begins to show work of `total` units of which `first` were done before.
  init(_ activity: String, unit: String, from first: Int = 0, of total: Int, on console: Console) {
    self.activity = activity
    self.unit = unit
    self.first = first
    self.total = total
    self.console = console
    console.show(line(done: first, note: ""), begins: true)
  }

  /// Shows that `done` units are done in all.
  func show(done: Int, note: @autoclosure () -> String = "") {
    console.show(line(done: done, note: note()))
  }

  /// Removes the line.
  func end() { console.clear() }

  private func line(done: Int, note: String) -> String {
    var parts = ["\(activity) \(percent(done)) %"]
    if console.isTerminal { parts[0] += " \(bar(done))" }
    parts[0] += " \(done)/\(total) \(unit)"
    // Before the rate, so that a narrow terminal cuts off what matters less.
    if !note.isEmpty { parts.append(note) }
    let seconds = start.duration(to: .now) / .seconds(1)
    if done > first, seconds > 0.5 {
      let rate = Double(done - first) / seconds
      parts.append("\(Text.number(rate, digits: 3))/s")
      if done < total { parts.append("\(Text.duration(Double(total - done) / rate)) left") }
    }
    return parts.joined(separator: ", ")
  }

  private func percent(_ done: Int) -> Int { total > 0 ? 100 * done / total : 100 }

  private func bar(_ done: Int) -> String {
    let width = 10
    let filled = total > 0 ? width * done / total : width
    return "[" + String(repeating: "=", count: filled)
      + String(repeating: " ", count: width - filled) + "]"
  }
}
