// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Synchronization

/// Ctrl-C, SIGTERM and the end of the terminal as something that work asks about between two steps.
///
/// The second signal ends the program at once.
enum Interruption {
  private static let received = Atomic<Int32>(0)

  /// The signal that asked the program to end, if any.
  static var signal: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Begins to listen: for work that asks between its steps; other work just ends.
  ///
  /// Reading the flag first makes sure that the handler never runs its lazy initialiser.
  static func watch() {
    guard signal == nil else { return }
    for number in [SIGINT, SIGTERM, SIGHUP] where !(number == SIGHUP && outlivesTerminal) {
      Foundation.signal(number) { number in
        if Interruption.received.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
      }
    }
  }

  /// Whether the program was started to go on without its terminal, as by `nohup`.
  private static var outlivesTerminal: Bool {
    let previous = Foundation.signal(SIGHUP, SIG_IGN)
    let isIgnored = unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    if !isIgnored { Foundation.signal(SIGHUP, previous) }
    return isIgnored
  }

  /// Throws when the user asked for the end.
  static func check(_ sentence: @autoclosure () -> String) throws(InterruptedWork) {
    if signal != nil { throw InterruptedWork(description: sentence()) }
  }
}

/// Work that ended early because the user asked for it.
struct InterruptedWork: Error, CustomStringConvertible {
  /// What was left behind, and how to go on.
  let description: String
}
