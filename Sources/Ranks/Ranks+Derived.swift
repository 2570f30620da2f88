// SPDX-License-Identifier: GPL-3.0-or-later

extension Ranks {
  /// Whether this rank writes files and speaks to people: rank 0.
  public var isLead: Bool { rank == 0 }

  /// The part of `0 ..< total` that belongs to this rank.
  ///
  /// ```
  /// ⌊r·total/R⌋ ..< ⌊(r + 1)·total/R⌋          rank r of R
  /// ```
  public func share(of total: Int) -> Range<Int> { share(of: total, rank: rank) }

  /// The part of `0 ..< total` that belongs to a rank.
  public func share(of total: Int, rank: Int) -> Range<Int> {
    (rank * total / count)..<((rank + 1) * total / count)
  }

  /// The signal by which work should stop now: one's own or, over several ranks, the one that all have heard of.
  package func stopSignal(own: Int32?) -> Int32? {
    guard count > 1 else { return own }
    return heardWish == 0 ? nil : heardWish
  }

  /// Waits until all ranks are here.
  ///
  /// - Throws: ``RankError``.
  public func barrier(tag: String) throws(RankError) { _ = try gatherAll([UInt8](), tag: tag) }

  /// Gives every rank the bytes of rank 0; what others pass is ignored.
  ///
  /// - Throws: ``RankError``.
  public func broadcast(_ bytes: [UInt8], tag: String) throws(RankError) -> [UInt8] {
    try gatherAll(isLead ? bytes : [], tag: tag)[0]
  }

  /// Gives every rank the texts of all of them.
  ///
  /// - Throws: ``RankError``.
  public func gatherAll(_ text: String, tag: String) throws(RankError) -> [String] {
    try gatherAll(Array(text.utf8), tag: tag).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Gives every rank the numbers of all of them, bit for bit.
  ///
  /// - Throws: ``RankError``.
  public func gatherAll<Number: BitwiseCopyable>(
    _ numbers: [Number], tag: String
  ) throws(RankError) -> [[Number]] {
    try gatherAll(Bytes.of(numbers[...]), tag: tag).map(Bytes.numbers)
  }

  /// Gives numbers to one other rank, bit for bit.
  ///
  /// - Throws: ``RankError``.
  public func send<Number: BitwiseCopyable>(
    _ numbers: [Number], to other: Int, tag: String
  ) throws(RankError) {
    try send(Bytes.of(numbers[...]), to: other, tag: tag)
  }

  /// Takes the numbers that one other rank sends.
  ///
  /// - Throws: ``RankError``.
  public func receive<Number: BitwiseCopyable>(
    from other: Int, tag: String
  ) throws(RankError) -> [Number] {
    Bytes.numbers(try receive(from: other, tag: tag) as [UInt8])
  }

  /// Gives every rank the numbers that each rank has for it, bit for bit.
  ///
  /// - Throws: ``RankError``.
  /// - Precondition: one slice for each rank.
  public func exchange<Number: BitwiseCopyable>(
    _ numbers: [ArraySlice<Number>], tag: String
  ) throws(RankError) -> [[Number]] {
    try exchange(numbers.map(Bytes.of), tag: tag).map(Bytes.numbers)
  }
}

/// Numbers as the bytes of memory; all ranks of a job are processors of one kind.
package enum Bytes {
  package static func of<Number: BitwiseCopyable>(_ numbers: ArraySlice<Number>) -> [UInt8] {
    numbers.withUnsafeBytes { Array($0) }
  }

  package static func numbers<Number: BitwiseCopyable>(_ bytes: [UInt8]) -> [Number] {
    let count = bytes.count / MemoryLayout<Number>.stride
    return [Number](unsafeUninitializedCapacity: count) { numbers, initialized in
      bytes.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(numbers).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: $0.prefix(count * MemoryLayout<Number>.stride)))
      }
      initialized = count
    }
  }
}
