// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// A program that must end by itself, in time, with little memory and one of the statuses of a refusal.
struct WatchedChild {
  let program: String
  let arguments: [String]

  /// What a program must not do.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  /// - Throws: ``Fault``, and ``ProgramRefusal`` when the program refuses in order.
  func run() throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, mode) in [(0, O_RDONLY), (1, O_WRONLY), (2, O_WRONLY)] {
      posix_spawn_file_actions_addopen(&actions, Int32(descriptor), "/dev/null", mode, 0)
    }
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    words.append(nil)
    var child: pid_t = 0
    let refusal = posix_spawn(&child, program, &actions, nil, words, environ)
    guard refusal == 0 else {
      throw Fault(description: "\(program) does not start: \(String(cString: strerror(refusal)))")
    }
    try judge(try wait(for: child))
  }

  private func wait(for child: pid_t) throws(Fault) -> (status: Int32, usage: rusage) {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(Limits.seconds)
    var (status, usage): (Int32, rusage) = (0, rusage())
    var pause: useconds_t = 500
    while true {
      let found = wait4(child, &status, WNOHANG, &usage)
      if found == child { return (status, usage) }
      guard clock.now < end else {
        kill(child, SIGKILL)
        wait4(child, &status, 0, &usage)
        throw Fault(description: "no end after \(Limits.seconds) s")
      }
      usleep(pause)
      pause = min(2 * pause, 20_000)
    }
  }

  private func judge(_ end: (status: Int32, usage: rusage)) throws {
    let kilobytes = end.usage.ru_maxrss
    Limits.note(kilobytes: kilobytes)
    guard kilobytes <= Limits.kilobytes else {
      throw Fault(description: "the program took \(kilobytes) kB")
    }
    let signal = end.status & 0x7f
    guard signal == 0 else { throw Fault(description: "the program ended by signal \(signal)") }
    switch end.status >> 8 & 0xff {
    case 0: return
    case let status where [64, 65, 66, 73, 75].contains(status):
      throw ProgramRefusal(status: status)
    case let status: throw Fault(description: "the program ended with status \(status)")
    }
  }
}
