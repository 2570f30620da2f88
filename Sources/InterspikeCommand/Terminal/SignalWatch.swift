// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Ranks
internal import Synchronization

/// A thread that waits for signals and ends the program if its work does not end itself.
///
/// Signal handlers may do next to nothing; this thread may do anything, even while all others compute.
enum SignalWatch {
  private static let count = Atomic<Int>(0)
  private static let pipeEnd = Atomic<Int32>(-1)
  private static let work = Mutex<Task<Void, Never>?>(nil)
  /// How long canceled work has to end by itself.
  private static let grace = Duration.milliseconds(300)

  /// Starts listening.
  ///
  /// SIGHUP is left alone if the program was started to outlive its terminal, for example with `nohup`.
  static func begin() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0, Interruption.signal == nil, count.load(ordering: .relaxed) == 0 else {
      return
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    pipeEnd.store(ends[1], ordering: .releasing)
    let reading = ends[0]
    Thread.detachNewThread { serve(reading) }
    for number in [SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGUSR1]
    where !(number == SIGHUP && outlivesTerminal) {
      Foundation.signal(number) { number in
        let reason = errno
        Interruption.note(number)
        // A third signal means that even the thread that waits for signals is stuck.
        if SignalWatch.count.add(1, ordering: .relaxed).newValue > 2 { _exit(128 + number) }
        var byte: UInt8 = 0
        _ = write(SignalWatch.pipeEnd.load(ordering: .acquiring), &byte, 1)
        errno = reason
      }
    }
  }

  /// The work to cancel if it does not end.
  static func cancelsLater(_ task: Task<Void, Never>) { work.withLock { $0 = task } }

  private static func serve(_ pipe: Int32) {
    _ = isAsked(pipe, within: nil)
    if !isAskedAgain(pipe, within: Interruption.patience) {
      work.withLock { $0 }?.cancel()
      _ = isAskedAgain(pipe, within: grace)
    }
    end(pipe)
  }

  /// Waits for a second signal; the clock stops while something is being completed.
  private static func isAskedAgain(_ pipe: Int32, within patience: Duration) -> Bool {
    var end = ContinuousClock.now + patience
    while ContinuousClock.now < end {
      if isAsked(pipe, within: 20) { return true }
      if Interruption.isCompleting { end = max(end, .now + grace) }
    }
    return false
  }

  private static func isAsked(_ pipe: Int32, within milliseconds: Int32?) -> Bool {
    var waited = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
    var outcome: Int32
    repeat { outcome = poll(&waited, 1, milliseconds ?? -1) } while outcome < 0 && errno == EINTR
    guard outcome > 0 else { return false }
    var byte: UInt8 = 0
    return read(pipe, &byte, 1) == 1
  }

  private static func end(_ pipe: Int32) {
    while !Interruption.beginEnding(anyway: count.load(ordering: .relaxed) > 1) {
      // Anything being completed is waited for, and work that ends by itself ends the program.
      _ = isAsked(pipe, within: 20)
    }
    let signal = Interruption.signal ?? SIGTERM
    let sentence = count.load(ordering: .relaxed) > 1 ? "interrupted." : Interruption.lastSentence()
    UnfinishedWork.abandon {
      var errors = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
      if RankJob.own.isLead, poll(&errors, 1, 0) > 0 { Console.write("interspike: \(sentence)\n") }
      _exit(128 + signal)
    }
  }

  private static var outlivesTerminal: Bool {
    let previous = Foundation.signal(SIGHUP, SIG_IGN)
    let isIgnored = unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    if !isIgnored { Foundation.signal(SIGHUP, previous) }
    return isIgnored
  }
}
