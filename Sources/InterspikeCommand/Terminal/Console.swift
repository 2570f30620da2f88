// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Logging
internal import Ranks
internal import Synchronization

/// Standard error: notes, and one line of progress that is rewritten on a terminal.
///
/// When standard error is not a terminal, progress becomes plain lines, every ten seconds at first and
/// less often the longer the work takes.
final class Console: Sendable {
  /// Whether progress and notes are shown at all.
  let isQuiet: Bool
  /// Whether a line can be rewritten.
  let isTerminal: Bool
  private let state = Mutex(State())

  private struct State {
    var shown = ""
    var nextUpdate = ContinuousClock.now
    var start = ContinuousClock.now
  }

  init(quiet: Bool) {
    isQuiet = quiet || !RankJob.own.isLead
    isTerminal = isatty(STDERR_FILENO) == 1
  }

  /// Prints something worth keeping, through swift-log.
  func inform(_ sentence: String) { log.info("\(sentence)") }

  /// Warns that something is not as it should be, although work continues.
  func warn(_ sentence: String) { log.warning("\(sentence)") }

  private var log: Logger {
    var log = Logger(label: "interspike") { [self] _ in ConsoleLog(console: self) }
    log.logLevel = isQuiet ? .error : .info
    return log
  }

  /// Writes a permanent line and redraws the progress line below it.
  func note(_ sentence: String) {
    state.withLock { state in
      let redrawn = state.shown.isEmpty ? "" : "\r\u{1B}[K"
      Console.write("\(redrawn)\(sentence)\n\(state.shown)")
    }
  }

  /// Shows the current progress, at most ten times a second on a terminal.
  func show(_ progress: @autoclosure () -> String, begins: Bool = false) {
    guard !isQuiet else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      if begins {
        state.start = now
        state.nextUpdate = isTerminal ? now : now + .seconds(10)
      }
      guard now >= state.nextUpdate else { return }
      if isTerminal {
        state.nextUpdate = now + .milliseconds(100)
        state.shown = String(Text.visible(progress()).prefix(Console.columns - 1))
        Console.write("\r\u{1B}[K\(state.shown)")
      } else {
        state.nextUpdate = now + max(.seconds(10), (now - state.start) / 10)
        Console.write("\(Text.visible(progress()))\n")
      }
    }
  }

  /// Removes the progress line.
  func clear() {
    state.withLock { state in
      if !state.shown.isEmpty { Console.write("\r\u{1B}[K") }
      state.shown = ""
    }
  }

  /// How many characters fit on a line of the terminal.
  static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes to standard error, all or nothing.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Foundation.Data(text.utf8))
  }
}

/// Carries log messages to the console.
private struct ConsoleLog: LogHandler {
  let console: Console
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .info

  init(console: Console) { self.console = console }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let mark = event.level >= .warning ? "\(event.level): " : ""
    console.note("interspike: \(mark)\(Text.visible("\(event.message)"))")
  }
}
