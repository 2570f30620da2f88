// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Synchronization

/// A program's place among the processes that a launcher of MPI started with it; usually it is alone.
///
/// A program makes one, calls ``join(patience:wish:report:end:)`` before it looks at any file, and ``leave()`` or
/// ``end(saying:status:)`` at its end.
public final class RankJob: Sendable {
  /// What started this process and others; nil when it is alone, also by a launcher of one.
  public let launcher: Launcher?
  private let environment: [String: String]
  private let joined = Mutex<(ranks: MPIRanks, seats: Seats)?>(nil)

  /// The job that an environment tells of.
  public init(in environment: [String: String]) {
    self.environment = environment
    launcher = Launcher(in: environment).flatMap { $0.count == 1 ? nil : $0 }
  }

  /// All processes of the job; before joining, this one by itself.
  public var ranks: any Ranks { joined.withLock { $0?.ranks } ?? LocalRanks() }

  /// Whether this process writes files and speaks to people.
  public var isLead: Bool { joined.withLock { $0?.ranks.isLead } ?? true }

  /// How many threads to use: all processors, or this rank's part of them.
  public var threads: Int {
    joined.withLock { $0?.seats.threads } ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// On how many hosts they are.
  public var hostCount: Int { joined.withLock { $0?.seats.hostCount ?? 1 } }

  /// `4 ranks on 2 hosts (Open MPI 5.0.11)`; nil for one process.
  public var sentence: String? {
    joined.withLock { joined in
      guard let (ranks, seats) = joined else { return nil }
      let hosts = seats.hostCount == 1 ? "1 host" : "\(seats.hostCount) hosts"
      return "\(ranks.count) ranks on \(hosts) (\(ranks.version))"
    }
  }

  /// What is wrong with so many threads for this rank; nil when all is well.
  public func warning(threads: Int) -> String? {
    joined.withLock { $0?.seats.warning(threads: threads) }
  }

  /// Where the time of all ranks went, in which all take part; nil for one process.
  ///
  /// - Throws: ``RankError``.
  public func timing() throws(RankError) -> String? {
    guard let ranks = joined.withLock({ $0?.ranks }) else { return nil }
    return RankTiming.sentence(
      of: try ranks.gatherAll([ranks.timing], tag: "timing").flatMap { $0 })
  }

  /// Joins the other processes, if there are any.
  ///
  /// - Parameters:
  ///   - patience: after how many seconds a wait ends the process, 0 for never; by default what `INTERSPIKE_PATIENCE` says.
  ///   - wish: what this rank asks all to do, such as the number of a signal; 0 for nothing.
  ///   - report: receives a sentence about a long wait, on rank 0.
  ///   - end: ends the process when a wait lasts too long.
  /// - Throws: ``RankError``.
  public func join(
    patience: Double? = nil, wish: @escaping @Sendable () -> Int32,
    report: @escaping @Sendable (String) -> Void,
    end: @escaping @Sendable () -> Void
  ) throws(RankError) {
    guard let launcher else { return }
    let limit = try Patience.limit(of: patience, in: environment)
    // The children of this process were not launched.
    setenv("INTERSPIKE_RANKS", "off", 1)
    let isFirst = launcher.rank == 0
    let patience = Patience(
      limit: limit,
      report: { if isFirst { report("rank 0 (\(RankFingerprint.host)) \($0)") } }, end: end)
    let ranks = try MPIRanks(
      startedBy: launcher, environment: environment, patience: patience, wish: wish)
    let seats = try Seats(of: ranks)
    joined.withLock { $0 = (ranks, seats) }
  }

  /// Leaves the job in good order, together with all other ranks.
  public func leave() { joined.withLock { $0?.ranks }?.finish() }

  /// Ends all processes of the job because this one failed; returns when it is alone.
  ///
  /// Rank 0 speaks first: what fails on all ranks is said once.
  ///
  /// - Parameters:
  ///   - say: prints what goes before the sentence of the failure, if this process is to say it.
  ///   - status: the status of the launcher.
  public func end(saying say: (String) -> Void, status: Int32) {
    let ranks = joined.withLock { $0?.ranks }
    guard let ranks else {
      guard let launcher, !launcher.speaksForHost else { return say("") }
      usleep(500_000)
      return
    }
    if !ranks.isLead { usleep(500_000) }
    say(ranks.isLead ? "" : "rank \(ranks.rank) of \(ranks.count) (\(RankFingerprint.host)): ")
    ranks.abort(status: status)
  }
}
