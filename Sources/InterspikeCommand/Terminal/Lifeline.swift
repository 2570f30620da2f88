// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Standard input as a sign that the parent of this process is alive.
///
/// A sweep holds the other end of its children's standard input. The system closes it when the sweep
/// ends, however it ends, and its children then write a checkpoint and end too.
enum Lifeline {
  /// The environment variable by which a parent says that it holds standard input.
  static let variable = "INTERSPIKE_PARENT_HOLDS_INPUT"

  /// Starts listening if the parent asks for it.
  static func hold() {
    guard getenv(variable) != nil else { return }
    unsetenv(variable)
    Thread.detachNewThread {
      var byte: UInt8 = 0
      var count: Int
      repeat { count = read(STDIN_FILENO, &byte, 1) } while count > 0 || count < 0 && errno == EINTR
      // The parent may already have passed on a signal, and a second one would end the process at once.
      if Interruption.signal == nil { kill(getpid(), SIGTERM) }
    }
  }
}
