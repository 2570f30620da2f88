// SPDX-License-Identifier: GPL-3.0-or-later

internal import Synchronization

/// One rank of many, alone: it works as in a large job, and what the others give comes from somewhere else.
///
/// ```swift
/// let ranks = RehearsedRanks(rank: 5, of: 1024) { tag, rank in recorded[tag]?[rank] ?? [] }
/// ```
/// So time, memory and messages of one rank can be seen without a cluster; only the wire is missing. With the messages of an
/// earlier run (``RecordedRanks``) the rank must also give what it gave then.
///
/// > Reference: S. Kunkel & W. Schenck, The NEST dry-run mode, Frontiers in Neuroinformatics 11:40 (2017),
/// > doi:10.3389/fninf.2017.00040, where the others are copies of this rank.
public struct RehearsedRanks: Ranks {
  public let rank: Int
  public let count: Int
  private let others: @Sendable (_ tag: String, _ rank: Int) throws(RankError) -> [UInt8]
  private let check: @Sendable (_ tag: String, _ own: [UInt8]) throws(RankError) -> Void

  /// A rank by itself.
  ///
  /// - Parameters:
  ///   - rank: which one.
  ///   - count: of how many.
  ///   - others: the bytes that another rank has for this one in the exchange of a tag.
  /// - Precondition: `0 ≤ rank < count`.
  public init(
    rank: Int, of count: Int,
    others: @escaping @Sendable (_ tag: String, _ rank: Int) throws(RankError) -> [UInt8]
  ) {
    self.init(rank: rank, of: count, others: others) { (_, _) throws(RankError) in }
  }

  /// The same; `check` is told what the rank itself gives.
  package init(
    rank: Int, of count: Int,
    others: @escaping @Sendable (_ tag: String, _ rank: Int) throws(RankError) -> [UInt8],
    check: @escaping @Sendable (_ tag: String, _ own: [UInt8]) throws(RankError) -> Void
  ) {
    guard (0..<count).contains(rank) else {
      fatalError("rank \(rank) of \(count)")
    }
    (self.rank, self.count, self.others, self.check) = (rank, count, others, check)
  }

  public var heardWish: Int32 { 0 }

  public func gatherAll(_ bytes: [UInt8], tag: String) throws(RankError) -> [[UInt8]] {
    try check(tag, bytes)
    return try all(bytes, tag)
  }

  public func exchange(_ bytes: [[UInt8]], tag: String) throws(RankError) -> [[UInt8]] {
    try check(tag, bytes.flatMap { $0 })
    return try all(bytes[rank], tag)
  }

  public func send(_ bytes: [UInt8], to other: Int, tag: String) throws(RankError) {
    try check(tag, bytes)
  }

  public func receive(from other: Int, tag: String) throws(RankError) -> [UInt8] {
    try others(tag, other)
  }

  private func all(_ own: [UInt8], _ tag: String) throws(RankError) -> [[UInt8]] {
    var all: [[UInt8]] = []
    for other in 0..<count { all.append(other == rank ? own : try others(tag, other)) }
    return all
  }
}

/// Ranks that keep what each gave this one, so that it can be rehearsed alone.
///
/// - Precondition: no tag is used twice.
public final class RecordedRanks: Ranks {
  private let ranks: any Ranks
  private let kept = Mutex(Kept())

  private struct Kept {
    var received: [String: [Int: [UInt8]]] = [:]
    var given: [String: [UInt8]] = [:]
  }

  /// Listens to the exchanges of one rank.
  public init(_ ranks: any Ranks) { self.ranks = ranks }

  public var rank: Int { ranks.rank }
  public var count: Int { ranks.count }
  public var heardWish: Int32 { ranks.heardWish }

  public func gatherAll(_ bytes: [UInt8], tag: String) throws(RankError) -> [[UInt8]] {
    keep(try ranks.gatherAll(bytes, tag: tag), bytes, tag)
  }

  public func exchange(_ bytes: [[UInt8]], tag: String) throws(RankError) -> [[UInt8]] {
    keep(try ranks.exchange(bytes, tag: tag), bytes.flatMap { $0 }, tag)
  }

  public func send(_ bytes: [UInt8], to other: Int, tag: String) throws(RankError) {
    kept.withLock { $0.given[tag] = bytes }
    try ranks.send(bytes, to: other, tag: tag)
  }

  public func receive(from other: Int, tag: String) throws(RankError) -> [UInt8] {
    let bytes = try ranks.receive(from: other, tag: tag)
    kept.withLock { $0.received[tag, default: [:]][other] = bytes }
    return bytes
  }

  /// The same rank alone, with what the others gave so far; it must give what it gave then.
  public var rehearsal: RehearsedRanks {
    let kept = kept.withLock { $0 }
    return RehearsedRanks(rank: rank, of: count) { (tag, other) throws(RankError) in
      guard let bytes = kept.received[tag]?[other] else {
        throw RankError(
          .outOfStep,
          "nothing was recorded from rank \(other) at '\(tag)'. Rehearse the recorded run.")
      }
      return bytes
    } check: { (tag, own) throws(RankError) in
      guard kept.given[tag] == own else {
        throw RankError(
          .differentPrograms,
          "at '\(tag)' this rank sends different bytes than in the recorded run. Rehearse it with the same program and settings."
        )
      }
    }
  }

  private func keep(_ received: [[UInt8]], _ own: [UInt8], _ tag: String) -> [[UInt8]] {
    kept.withLock {
      $0.given[tag] = own
      $0.received[tag] = Dictionary(uniqueKeysWithValues: received.enumerated().map { ($0, $1) })
    }
    return received
  }
}
