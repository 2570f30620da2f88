// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Synchronization

/// Ctrl-C, Ctrl-\, SIGTERM and a closed terminal: every command ends within a second and leaves nothing unfinished.
///
/// Work in steps calls ``watch()`` and checks between steps, so that it ends in good order, with a checkpoint if it
/// has one. Work that does not check, or whose step takes longer than ``patience``, is canceled, which ends its child
/// processes, and abandoned along with its unfinished files. Only code that completes valuable files, in
/// ``completing(_:)``, is waited for. A second signal ends everything at once. See docs/decisions/0014.
enum Interruption {
  private static let received = Atomic<Int32>(0)
  private static let state = Mutex(State())

  private struct State: Sendable {
    var asks = false
    var patience = Duration.milliseconds(500)
    var completing = 0
    var isEnding = false
    var lastWish: (@Sendable () -> String?)?
  }

  /// The signal that asked the program to stop, if any.
  static var signal: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Records a signal; called by its handler.
  ///
  /// Reading ``signal`` before makes sure that no lazy initialiser runs there.
  static func note(_ signal: Int32) {
    _ = received.compareExchange(expected: 0, desired: signal, ordering: .relaxed)
  }

  /// Declares that the work checks for signals between its steps from here on.
  static func watch() { state.withLock { $0.asks = true } }

  /// How long a step may continue after a signal; zero for work that does not check.
  static var patience: Duration { state.withLock { $0.asks ? $0.patience : .zero } }

  /// Lets steps take longer when ending them would lose more than waiting.
  static func wait(_ patience: Duration) { state.withLock { $0.patience = patience } }

  /// Throws when the user asked to stop.
  static func check(_ sentence: @autoclosure () -> String) throws(InterruptedWork) {
    if signal != nil { throw InterruptedWork(description: sentence()) }
  }

  /// Leaves instructions in case the next step is not waited for; their result is the last sentence printed.
  static func leaveInstructions(_ wish: (@Sendable () -> String?)?) {
    state.withLock { $0.lastWish = wish }
  }

  // MARK: Completing

  /// Does what a first signal must not cut short, such as writing a checkpoint.
  static func completing<Result, Failure: Error>(
    _ work: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    beginCompleting()
    defer { state.withLock { $0.completing -= 1 } }
    return try work()
  }

  /// Does what a first signal must not cut short, such as drawing a figure of what was done.
  static func completing<Result>(_ work: () async throws -> Result) async rethrows -> Result {
    beginCompleting()
    defer { state.withLock { $0.completing -= 1 } }
    return try await work()
  }

  private static func beginCompleting() {
    let mayBegin = state.withLock { state in
      if !state.isEnding { state.completing += 1 }
      return !state.isEnding
    }
    if !mayBegin { park() }
  }

  // MARK: Ending

  static var isCompleting: Bool { state.withLock { $0.completing > 0 } }

  /// Takes charge of ending the program, which only one thread may do.
  ///
  /// - Parameter anyway: even while something is being completed.
  /// - Returns: whether the caller is the one to end the program.
  static func beginEnding(anyway: Bool = true) -> Bool {
    state.withLock { state in
      guard !state.isEnding, anyway || state.completing == 0 else { return false }
      state.isEnding = true
      return true
    }
  }

  /// Carries out the instructions that were left.
  static func lastSentence() -> String {
    state.withLock { $0.lastWish }?() ?? "interrupted; no unfinished files were left behind."
  }

  /// Waits for another thread to end the program.
  static func park() -> Never {
    while true { sleep(1000) }
  }
}

/// Work that ended early because the user asked it to.
struct InterruptedWork: Error, CustomStringConvertible {
  /// What was left behind, and how to resume.
  let description: String
}
