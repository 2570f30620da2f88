// SPDX-License-Identifier: GPL-3.0-or-later

/// Moves bytes between ranks whose lengths both sides know; ``Conversation`` tells them.
protocol Wire: Sendable {
  var rank: Int { get }
  var count: Int { get }
  /// How many bytes may be under way in one call.
  var pieceLength: Int { get }

  /// The bytes of all ranks one after another; `counts` says how many each gives.
  func gather(_ own: [UInt8], counts: [Int]) throws(RankError) -> [UInt8]

  /// What all ranks have for this one, one after another.
  ///
  /// - Parameters:
  ///   - own: what this rank has for all, one after another.
  ///   - ownCounts: how much of it is for which rank.
  ///   - counts: how much comes from which rank.
  func exchange(_ own: [UInt8], ownCounts: [Int], counts: [Int]) throws(RankError) -> [UInt8]

  func send(_ bytes: [UInt8], to other: Int) throws(RankError)

  func receive(count: Int, from other: Int) throws(RankError) -> [UInt8]
}
