// SPDX-License-Identifier: GPL-3.0-or-later

/// When frames are taken: as fast as they can be, or at their own times by a clock.
public struct StreamPacing: Sendable {
  /// What happens to frames that come too late.
  public enum Lateness: String, Sendable, CaseIterable, Codable {
    /// They are inferred all the same; the source of the frames waits.
    case keep
    /// A frame is dropped when the next one is due: no step, no spike, the belief stays.
    ///
    /// A frame that itself took longer to come is inferred, for dropping gains nothing; those after it are due later by as much.
    case skip
  }

  /// A clock that began to run.
  struct Run: Sendable {
    let elapsed: @Sendable () -> Duration
    let sleep: @Sendable (_ until: Duration) async throws -> Void
  }

  let begin: (@Sendable () -> Run)?
  /// What happens to frames that come too late.
  public let lateness: Lateness

  /// Every frame as soon as it is asked for: the consumer sets the pace, and none is dropped.
  public static let unpaced = StreamPacing(begin: nil, lateness: .keep)

  /// Frames at their own times: frame i not before i frame intervals after the first one was taken.
  public static func clocked(
    by clock: some Clock<Duration>, late lateness: Lateness = .keep
  ) -> StreamPacing {
    StreamPacing(begin: { run(of: clock) }, lateness: lateness)
  }

  private static func run<C: Clock<Duration>>(of clock: C) -> Run {
    let start = clock.now
    return Run(
      elapsed: { start.duration(to: clock.now) },
      sleep: { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) })
  }
}
