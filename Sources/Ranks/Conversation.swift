// SPDX-License-Identifier: GPL-3.0-or-later

internal import Synchronization

/// The exchanges of one rank over a wire: each begins with a header, by which ranks notice that they are not
/// at the same place, and long messages are cut into pieces.
final class Conversation<Line: Wire>: Sendable {
  let line: Line
  private let wish: @Sendable () -> Int32
  private let patience: Patience?
  private let sequence = Atomic<UInt64>(0)
  private let heard = Atomic<Int32>(0)
  private let began = ContinuousClock.now
  private let spent = Mutex(RankTiming())

  init(over line: Line, wish: @escaping @Sendable () -> Int32, patience: Patience? = nil) {
    self.line = line
    self.wish = wish
    self.patience = patience
  }

  var heardWish: Int32 { heard.load(ordering: .acquiring) }

  /// Where the time went so far.
  var timing: RankTiming {
    var timing = spent.withLock { $0 }
    timing.work = began.duration(to: .now) / .seconds(1) - timing.waiting - timing.exchange
    return timing
  }

  func gatherAll(_ bytes: [UInt8], tag: String) throws(RankError) -> [[UInt8]] {
    try waiting(for: tag) { () throws(RankError) in
      let counts = try self.greet("g", bytes.count, tag)
      let piece = max(1, self.line.pieceLength / self.line.count)
      var all = Self.room(for: counts)
      for start in stride(from: 0, to: counts.max() ?? 0, by: piece) {
        let lengths = counts.map { min(max(0, $0 - start), piece) }
        let own = start == 0 && bytes.count <= piece ? bytes : Self.piece(of: bytes, start, piece)
        self.append(try self.line.gather(own, counts: lengths), lengths, to: &all)
      }
      return all
    }
  }

  func exchange(_ bytes: [[UInt8]], tag: String) throws(RankError) -> [[UInt8]] {
    guard bytes.count == line.count else {
      fatalError("\(bytes.count) messages of '\(tag)' for \(line.count) ranks")
    }
    return try waiting(for: tag) { () throws(RankError) in
      let longest = try self.greet("x", bytes.map(\.count).max() ?? 0, tag).max() ?? 0
      let counts = Bytes.numbers(
        try self.line.exchange(
          Bytes.of(bytes.map { UInt64($0.count) }[...]), ownCounts: bytes.map { _ in 8 },
          counts: bytes.map { _ in 8 })
      ).map { (count: UInt64) in Int(count) }
      let piece = max(1, self.line.pieceLength / self.line.count)
      var all = Self.room(for: counts)
      for start in stride(from: 0, to: longest, by: piece) {
        let pieces = bytes.map { Self.slice(of: $0, start, piece) }
        var own: [UInt8] = []
        own.reserveCapacity(pieces.reduce(0) { $0 + $1.count })
        for piece in pieces { own += piece }
        let lengths = counts.map { min(max(0, $0 - start), piece) }
        let received = try self.line.exchange(
          own, ownCounts: pieces.map(\.count), counts: lengths)
        self.append(received, lengths, to: &all)
      }
      return all
    }
  }

  func send(_ bytes: [UInt8], to other: Int, tag: String) throws(RankError) {
    try waiting(for: tag) { () throws(RankError) in
      let header = ExchangeHeader(
        sequence: 0, byteCount: bytes.count, tag: tag, kind: "s", wish: self.wish())
      try self.line.send(header.bytes, to: other)
      for start in stride(from: 0, to: bytes.count, by: self.line.pieceLength) {
        try self.line.send(Self.piece(of: bytes, start, self.line.pieceLength), to: other)
      }
    }
  }

  func receive(from other: Int, tag: String) throws(RankError) -> [UInt8] {
    try waiting(for: tag) { () throws(RankError) in
      let header = ExchangeHeader(
        try self.line.receive(count: ExchangeHeader.length, from: other))
      let own = ExchangeHeader(sequence: 0, byteCount: 0, tag: tag, kind: "s", wish: 0)
      guard header.isCounterpart(of: own) else {
        throw RankError(
          .outOfStep,
          "rank \(self.line.rank) expects '\(tag)' from rank \(other), which sends something else. "
            + "All ranks must make the same calls; please report this.")
      }
      var bytes: [UInt8] = []
      while bytes.count < Int(header.byteCount) {
        bytes += try self.line.receive(
          count: min(Int(header.byteCount) - bytes.count, self.line.pieceLength), from: other)
      }
      return bytes
    }
  }

  /// Exchanges headers.
  ///
  /// - Returns: how many bytes each rank announces.
  private func greet(_ kind: Character, _ bytes: Int, _ tag: String) throws(RankError) -> [Int] {
    let (number, came) = (sequence.wrappingAdd(1, ordering: .relaxed).oldValue, ContinuousClock.now)
    let own = ExchangeHeader(
      sequence: number, byteCount: bytes, tag: tag, kind: kind, wish: wish())
    let all = try line.gather(
      own.bytes, counts: [Int](repeating: ExchangeHeader.length, count: line.count))
    let headers = (0..<line.count).map {
      ExchangeHeader(all[$0 * ExchangeHeader.length..<($0 + 1) * ExchangeHeader.length])
    }
    let waited = came.duration(to: .now) / .seconds(1)
    spent.withLock {
      $0.waiting += waited
      $0.exchange -= waited
    }
    for header in headers { heard.max(header.wish, ordering: .acquiringAndReleasing) }
    if headers.contains(where: { !$0.isCounterpart(of: own) }) {
      try refuse(headers, number, tag)
    }
    return headers.map { Int($0.byteCount) }
  }

  /// All ranks come here when any two differ, and tell each other where they are.
  private func refuse(
    _ headers: [ExchangeHeader], _ sequence: UInt64, _ tag: String
  ) throws(RankError) -> Never {
    let length = 96
    let name = Array(Array(tag.utf8).prefix(length))
    let padded = name + [UInt8](repeating: 0, count: length - name.count)
    let all = try line.gather(padded, counts: headers.map { _ in length })
    let places = headers.indices.map { rank in
      let bytes = all[rank * length..<(rank + 1) * length]
      return "'\(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))'"
    }
    let other = headers.indices.first { !headers[$0].isCounterpart(of: headers[0]) } ?? 0
    throw RankError(
      .outOfStep,
      "rank 0 is at \(places[0]), exchange \(headers[0].sequence), and rank \(other) at "
        + "\(places[other]), exchange \(headers[other].sequence). All ranks must make the same calls; "
        + "please report this.")
  }

  private func waiting<Result>(
    for tag: String, _ body: () throws(RankError) -> Result
  ) throws(RankError) -> Result {
    let came = ContinuousClock.now
    defer { spent.withLock { $0.exchange += came.duration(to: .now) / .seconds(1) } }
    guard let patience else { return try body() }
    return try patience.waiting(for: tag, body)
  }

  private func append(_ received: [UInt8], _ lengths: [Int], to all: inout [[UInt8]]) {
    var start = 0
    for (rank, length) in lengths.enumerated() {
      all[rank] += received[start..<start + length]
      start += length
    }
  }

  /// Arrays that will take in so many bytes each.
  private static func room(for counts: [Int]) -> [[UInt8]] {
    counts.map { count in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(count)
      return bytes
    }
  }

  private static func slice(
    of bytes: [UInt8], _ start: Int, _ length: Int
  ) -> ArraySlice<UInt8> {
    bytes[min(start, bytes.count)..<min(start + length, bytes.count)]
  }

  private static func piece(of bytes: [UInt8], _ start: Int, _ length: Int) -> [UInt8] {
    Array(slice(of: bytes, start, length))
  }
}
