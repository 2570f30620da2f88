// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Synchronization

/// Ranks as threads of one process, to try what is meant for many processes without any.
///
/// ```swift
/// let sums = try ThreadRanks.run(3) { ranks in
///   try ranks.gatherAll([ranks.rank], tag: "ranks").joined().reduce(0, +)   // 3 on each
/// }
/// ```
public enum ThreadRanks {
  /// Runs `body` once for each rank, at the same time.
  ///
  /// - Parameters:
  ///   - count: the number of ranks.
  ///   - pieceLength: how many bytes travel at once.
  ///   - wish: what a rank wishes, asked at each of its exchanges.
  ///   - body: what each rank does.
  /// - Returns: the results in the order of the ranks.
  /// - Throws: the error of the lowest rank that failed by itself; the others then do not wait any longer.
  /// - Precondition: `count ≥ 1`.
  public static func run<Result: Sendable>(
    _ count: Int, pieceLength: Int = 1 << 30, wish: @escaping @Sendable (Int) -> Int32 = { _ in 0 },
    _ body: @escaping @Sendable (any Ranks) throws -> Result
  ) throws -> [Result] {
    guard count >= 1 else {
      fatalError("\(count) ranks cannot work")
    }
    let hub = ThreadHub(count: count)
    let outcomes = Mutex<[Swift.Result<Result, any Error>?]>(.init(repeating: nil, count: count))
    let ended = DispatchGroup()
    for rank in 0..<count {
      ended.enter()
      let line = ThreadLine(hub: hub, rank: rank, pieceLength: pieceLength)
      let ranks = OneThread(Conversation(over: line, wish: { wish(rank) }))
      let thread = Thread {
        let outcome = Swift.Result { try body(ranks) }
        if case .failure = outcome { hub.abandon() }
        outcomes.withLock { $0[rank] = outcome }
        ended.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    ended.wait()
    let found = outcomes.withLock { $0 }.compactMap(\.self)
    for case .failure(let error) in found where (error as? RankError)?.kind != .abandoned {
      throw error
    }
    return try found.map { try $0.get() }
  }
}

/// One thread among others.
private struct OneThread: Ranks {
  let conversation: Conversation<ThreadLine>

  init(_ conversation: Conversation<ThreadLine>) { self.conversation = conversation }

  var rank: Int { conversation.line.rank }
  var count: Int { conversation.line.count }
  var heardWish: Int32 { conversation.heardWish }

  func gatherAll(_ bytes: [UInt8], tag: String) throws(RankError) -> [[UInt8]] {
    try conversation.gatherAll(bytes, tag: tag)
  }

  func exchange(_ bytes: [[UInt8]], tag: String) throws(RankError) -> [[UInt8]] {
    try conversation.exchange(bytes, tag: tag)
  }

  func send(_ bytes: [UInt8], to other: Int, tag: String) throws(RankError) {
    try conversation.send(bytes, to: other, tag: tag)
  }

  func receive(from other: Int, tag: String) throws(RankError) -> [UInt8] {
    try conversation.receive(from: other, tag: tag)
  }
}

private struct ThreadLine: Wire {
  let hub: ThreadHub
  let rank: Int
  let pieceLength: Int
  var count: Int { hub.count }

  func gather(_ own: [UInt8], counts: [Int]) throws(RankError) -> [UInt8] {
    try hub.swap([[UInt8]](repeating: own, count: count), of: rank).flatMap { $0 }
  }

  func exchange(_ own: [UInt8], ownCounts: [Int], counts: [Int]) throws(RankError) -> [UInt8] {
    var start = 0
    let parts = ownCounts.map { length in
      defer { start += length }
      return Array(own[start..<start + length])
    }
    return try hub.swap(parts, of: rank).flatMap { $0 }
  }

  func send(_ bytes: [UInt8], to other: Int) { hub.post(bytes, from: rank, to: other) }

  func receive(count: Int, from other: Int) throws(RankError) -> [UInt8] {
    try hub.fetch(from: other, to: rank)
  }
}

/// Where the threads meet; the lock of its condition guards everything that changes.
private final class ThreadHub: @unchecked Sendable {
  let count: Int
  private let condition = NSCondition()
  private var brought: [[[UInt8]]]
  private var present = 0
  private var gone = 0
  private var isFull = false
  private var isAbandoned = false
  private var mail: [[Int]: [[UInt8]]] = [:]

  init(count: Int) {
    self.count = count
    brought = .init(repeating: [], count: count)
  }

  /// Brings something for each rank and takes what all brought for this one.
  func swap(_ own: [[UInt8]], of rank: Int) throws(RankError) -> [[UInt8]] {
    condition.lock()
    defer { condition.unlock() }
    // Others may still be taking what was brought before.
    try wait { !self.isFull }
    brought[rank] = own
    present += 1
    if present == count {
      isFull = true
      condition.broadcast()
    }
    try wait { self.isFull }
    let taken = brought.map { $0[rank] }
    gone += 1
    if gone == count {
      (present, gone, isFull) = (0, 0, false)
      condition.broadcast()
    }
    return taken
  }

  func post(_ bytes: [UInt8], from rank: Int, to other: Int) {
    condition.lock()
    mail[[rank, other], default: []].append(bytes)
    condition.broadcast()
    condition.unlock()
  }

  func fetch(from rank: Int, to other: Int) throws(RankError) -> [UInt8] {
    condition.lock()
    defer { condition.unlock() }
    try wait { self.mail[[rank, other]]?.isEmpty == false }
    return mail[[rank, other]]?.removeFirst() ?? []
  }

  func abandon() {
    condition.lock()
    isAbandoned = true
    condition.broadcast()
    condition.unlock()
  }

  private func wait(until isSo: () -> Bool) throws(RankError) {
    while !isSo() {
      guard !isAbandoned else {
        throw RankError(
          .abandoned,
          "another rank has ended, so this one stopped waiting. See what the other one says.")
      }
      condition.wait()
    }
  }
}
