// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Runs
internal import Synchronization

/// One line about all cells: how many are complete, how long the rest will take, and which are running.
package final class CellProgress: Sendable {
  private let state: Mutex<State>
  private let total: Int
  private let afterwards: String?
  private let begun: Double
  private let start = ContinuousClock.now

  private struct State {
    var complete: Int
    /// The shares of steps taken in waiting and running cells, by folder name.
    var shares: [String: Double]
    var running: [PlannedRun] = []
  }

  /// Starts showing progress; `missing` are the cells that are not complete yet.
  package init(of total: Int, missing: [PlannedRun], afterwards: String?) {
    self.total = total
    self.afterwards = afterwards
    let shares = missing.map { ($0.folder.path, $0.folder.share) }
    let complete = total - missing.count
    begun = Double(complete) + shares.reduce(0) { $0 + $1.1 }
    state = Mutex(State(complete: complete, shares: Dictionary(shares) { first, _ in first }))
  }

  /// Notes that a cell is running.
  package func began(_ cell: PlannedRun) { state.withLock { $0.running.append(cell) } }

  /// Notes that a cell is not running anymore.
  package func ended(_ cell: PlannedRun, isComplete: Bool) {
    state.withLock { state in
      state.running.removeAll { $0.folder.path == cell.folder.path }
      if isComplete {
        state.complete += 1
        state.shares[cell.folder.path] = nil
      }
    }
  }

  /// Checks the folders of running cells and shows the line, twice a second until the task is canceled.
  package func watch(_ show: (String) -> Void) async {
    while !Task.isCancelled {
      let running = state.withLock { $0.running }
      let shares = running.map { ($0.folder.path, $0.folder.share) }
      state.withLock { state in
        for (folder, share) in shares where state.shares[folder] != nil {
          state.shares[folder] = share
        }
      }
      show(line)
      try? await Task.sleep(for: .milliseconds(500))
    }
  }

  private var line: String {
    let state = state.withLock { $0 }
    let done = Double(state.complete) + state.shares.values.reduce(0, +)
    var parts = ["\(state.complete)/\(total) cells, \(Int(100 * done / Double(max(1, total)))) %"]
    let seconds = start.duration(to: .now) / .seconds(1)
    if done > begun, seconds > 5 {
      parts.append("\(Text.duration((Double(total) - done) * seconds / (done - begun))) left")
      if let afterwards { parts.append(afterwards) }
    }
    if !state.running.isEmpty {
      parts.append("running \(state.running.map(\.name).joined(separator: ", "))")
    }
    return parts.joined(separator: ", ")
  }
}
