// SPDX-License-Identifier: GPL-3.0-or-later

import Ranks
import Synchronization
import Testing

/// Guards against bytes that arrive at the wrong rank or in another order, and against ranks that wait for ever.
@Suite("Exchanges of ranks")
struct ExchangeTests {
  private static let counts = [1, 2, 3, 4, 5, 16]

  private static func message(_ rank: Int, _ length: Int) -> [UInt8] {
    (0..<length).map { UInt8(truncatingIfNeeded: 31 * rank + $0) }
  }

  @Test(
    "Every rank gets the bytes of all, whatever their lengths and pieces", arguments: counts,
    [7, 1 << 30])
  func gather(count: Int, piece: Int) throws {
    let all = try ThreadRanks.run(count, pieceLength: piece) { ranks in
      // The last rank has nothing to say.
      let length = ranks.rank == count - 1 ? 0 : 5 * ranks.rank + 1
      return try ranks.gatherAll(Self.message(ranks.rank, length), tag: "bytes")
    }
    let expected = (0..<count).map { Self.message($0, $0 == count - 1 ? 0 : 5 * $0 + 1) }
    #expect(all == [[[UInt8]]](repeating: expected, count: count))
  }

  @Test("Every rank gets what each has for it", arguments: counts, [7, 1 << 30])
  func exchange(count: Int, piece: Int) throws {
    let all = try ThreadRanks.run(count, pieceLength: piece) { ranks in
      try ranks.exchange(
        (0..<count).map { Self.message(ranks.rank, (ranks.rank + 2 * $0) % 11) }, tag: "bytes")
    }
    for rank in 0..<count {
      #expect(all[rank] == (0..<count).map { Self.message($0, ($0 + 2 * rank) % 11) })
    }
  }

  @Test("Exchanges follow one another without mixing", arguments: [2, 3, 5])
  func sequence(count: Int) throws {
    let sums = try ThreadRanks.run(count) { ranks in
      var sum = 0
      for turn in 0..<200 {
        let all = try ranks.gatherAll([turn * ranks.rank], tag: "turn \(turn)")
        sum += all.joined().reduce(0, +)
      }
      return sum
    }
    let expected = 199 * 200 / 2 * count * (count - 1) / 2
    #expect(sums == [Int](repeating: expected, count: count))
  }

  @Test("What one rank sends another receives, in pieces and in order")
  func sending() throws {
    let received = try ThreadRanks.run(3, pieceLength: 10) { ranks in
      guard ranks.rank == 0 else {
        for turn in 0..<4 {
          try ranks.send(Self.message(ranks.rank, 25 * turn), to: 0, tag: "part \(turn)")
        }
        return [[UInt8]]()
      }
      return try (0..<4).flatMap { turn in
        try (1..<3).map { try ranks.receive(from: $0, tag: "part \(turn)") }
      }
    }
    #expect(
      received[0] == (0..<4).flatMap { turn in (1..<3).map { Self.message($0, 25 * turn) } })
  }

  @Test("Numbers arrive bit for bit, and rank 0 speaks for all in a broadcast")
  func numbers() throws {
    let all = try ThreadRanks.run(3) { ranks in
      let numbers = [Float.nan, -0.0, Float(ranks.rank), .infinity]
      let floats = try ranks.gatherAll(numbers, tag: "floats").joined().map(\.bitPattern)
      let word = try ranks.broadcast(Array("from \(ranks.rank)".utf8), tag: "word")
      return "\(floats) \(String(decoding: word, as: UTF8.self))"
    }
    #expect(Set(all).count == 1 && all[0].hasSuffix("from 0"))
    #expect(all[0].contains("\(Float.nan.bitPattern), \(Float(-0.0).bitPattern)"))
  }

  @Test("Shares cover everything once, also when there are more ranks than things")
  func shares() throws {
    for count in 1...16 {
      let shares = try ThreadRanks.run(count) { ranks in (0...20).map { ranks.share(of: $0) } }
      for total in 0...20 {
        #expect(shares.flatMap { Array($0[total]) } == Array(0..<total))
      }
    }
  }

  @Test("A rank that is elsewhere is an error that names both places, on all ranks")
  func outOfStep() throws {
    let sentences = try ThreadRanks.run(3) { ranks -> String in
      do {
        _ = try ranks.gatherAll([1], tag: ranks.rank == 2 ? "checkpoint" : "gradients of step 8")
        return ""
      } catch let error as RankError {
        #expect(error.kind == .outOfStep)
        return error.description
      }
    }
    #expect(Set(sentences).count == 1)
    #expect(sentences[0].contains("rank 0 is at 'gradients of step 8', exchange 0"))
    #expect(sentences[0].contains("rank 2 at 'checkpoint', exchange 0"))
  }

  @Test("Another kind of exchange under the same tag is noticed too")
  func otherKind() throws {
    #expect(throws: RankError.self) {
      try ThreadRanks.run(2) { ranks in
        if ranks.rank == 0 { return try ranks.gatherAll([1], tag: "a").count }
        return try ranks.exchange([[1], [1]] as [[UInt8]], tag: "a").count
      }
    }
    #expect(throws: RankError.self) {
      try ThreadRanks.run(2) { ranks in
        if ranks.rank == 0 { return try ranks.receive(from: 1, tag: "part 2").count }
        try ranks.send([1], to: 0, tag: "part 3")
        return 0
      }
    }
  }

  @Test("A wish of one rank is heard by all in the same exchange")
  func wishes() throws {
    let rank1 = Atomic<Int32>(0)
    let heard = try ThreadRanks.run(3, wish: { $0 == 1 ? rank1.load(ordering: .relaxed) : 0 }) {
      ranks in
      var heard: [Int32] = []
      for turn in 0..<20 {
        // Only rank 1 knows of it, after its seventh exchange.
        if ranks.rank == 1, turn == 7 { rank1.store(15, ordering: .relaxed) }
        try ranks.barrier(tag: "turn")
        heard.append(ranks.heardWish)
      }
      return heard
    }
    let expected = [Int32](repeating: 0, count: 7) + [Int32](repeating: 15, count: 13)
    #expect(heard == [[Int32]](repeating: expected, count: 3))
  }

  @Test("The error of a rank ends all, and is the one that is thrown")
  func failure() throws {
    struct Broken: Error {}
    #expect(throws: Broken.self) {
      try ThreadRanks.run(4) { ranks in
        if ranks.rank == 2 { throw Broken() }
        try ranks.barrier(tag: "never complete")
      }
    }
  }

  @Test("One process hands back what it is given")
  func alone() throws {
    let ranks: any Ranks = LocalRanks()
    #expect(ranks.rank == 0 && ranks.count == 1 && ranks.isLead && ranks.heardWish == 0)
    #expect(try ranks.gatherAll([1.5], tag: "a") == [[1.5]])
    #expect(try ranks.exchange([[2.5][...]], tag: "a") == [[2.5]])
    #expect(ranks.share(of: 7) == 0..<7)
  }
}
