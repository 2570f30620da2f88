// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Synchronization

/// Notices that a rank waits for others without end: no library of MPI says so when a cable is pulled.
///
/// A thread of its own looks once in a while how long the present exchange has lasted.
public final class Patience: Sendable {
  private let waiting = Mutex<(since: ContinuousClock.Instant, tag: String, isReported: Bool)?>(nil)

  /// Begins to watch.
  ///
  /// - Parameters:
  ///   - first: after how long a wait is reported.
  ///   - limit: after how long a wait ends the process; nil for never.
  ///   - report: receives a sentence such as `has waited 60 s for the other ranks at 'gradients of step 812'`.
  ///   - end: ends the process.
  public init(
    first: Duration = .seconds(60), limit: Duration? = .seconds(1800),
    report: @escaping @Sendable (String) -> Void, end: @escaping @Sendable () -> Void
  ) {
    Thread.detachNewThread { [weak self] in
      while let self {
        self.look(first, limit, report, end)
        usleep(useconds_t(min(1, max(0.001, first / .seconds(4))) * 1e6))
      }
    }
  }

  /// How long to wait: the given seconds, or those in `INTERSPIKE_PATIENCE`, or half an hour; 0 or inf for ever.
  ///
  /// - Throws: ``RankError`` for anything else than 0 to 1e9 or inf.
  public static func limit(
    of given: Double? = nil, in environment: [String: String]
  ) throws(RankError) -> Duration? {
    guard let text = given.map({ "\($0)" }) ?? environment["INTERSPIKE_PATIENCE"] else {
      return .seconds(1800)
    }
    guard let seconds = Double(text), (0...1e9).contains(seconds) || seconds == .infinity else {
      throw RankError(
        .unavailable,
        "\(given == nil ? "INTERSPIKE_PATIENCE" : "the patience") is '\(text)'; it must be 0 to 1e9 seconds, or inf to "
          + "wait without end. Set it to such a number, or leave it out for 1800 s.")
    }
    return seconds > 0 && seconds < .infinity ? .seconds(seconds) : nil
  }

  package func waiting<Result>(
    for tag: String, _ body: () throws(RankError) -> Result
  ) throws(RankError) -> Result {
    waiting.withLock { $0 = (.now, tag, false) }
    defer { waiting.withLock { $0 = nil } }
    return try body()
  }

  private func look(
    _ first: Duration, _ limit: Duration?, _ report: (String) -> Void, _ end: () -> Void
  ) {
    guard let present = waiting.withLock({ $0 }) else { return }
    let time = present.since.duration(to: .now)
    let sentence =
      "has waited \(Int(time / .seconds(1))) s for the other ranks at '\(present.tag)'"
    if let limit, time > limit {
      report("\(sentence) and is giving up; the run can be resumed from its last checkpoint.")
      end()
    } else if time > first, !present.isReported {
      report("\(sentence).")
      waiting.withLock { $0?.isReported = true }
    }
  }
}
