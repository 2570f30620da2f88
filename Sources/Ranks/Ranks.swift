// SPDX-License-Identifier: GPL-3.0-or-later

/// The processes that work on one thing together, seen by one of them: its rank.
///
/// ```swift
/// let parts = try ranks.gatherAll(own, tag: "spikes of window 812")   // of all ranks, in their order
/// ```
/// Every rank makes the same calls in the same order, also a rank that has nothing to say; a call that has no
/// counterpart is an error that names both, not a silent wait. Ranks only move bytes: whoever adds numbers of
/// several ranks chooses the order, so that sums do not depend on how many ranks there are.
public protocol Ranks: Sendable {
  /// Which of them this one is, from 0.
  var rank: Int { get }
  /// How many there are.
  var count: Int { get }
  /// What any rank asked all to do, by its wish in an exchange so far: the largest of them, 0 for nothing.
  ///
  /// After an exchange it is the same on all ranks, so all may decide by it.
  var heardWish: Int32 { get }

  /// Gives every rank the bytes of all of them, in the order of the ranks.
  ///
  /// - Parameters:
  ///   - bytes: this rank's; ranks need not give equally many.
  ///   - tag: what this is about, the same on all ranks, for errors and to notice ranks that are elsewhere.
  /// - Throws: ``RankError``.
  func gatherAll(_ bytes: [UInt8], tag: String) throws(RankError) -> [[UInt8]]

  /// Gives every rank the bytes that each rank has for it, in the order of the ranks.
  ///
  /// - Parameters:
  ///   - bytes: one array for each rank.
  ///   - tag: what this is about, the same on all ranks.
  /// - Throws: ``RankError``.
  /// - Precondition: one array for each rank.
  func exchange(_ bytes: [[UInt8]], tag: String) throws(RankError) -> [[UInt8]]

  /// Gives bytes to one other rank, which receives them under the same tag.
  ///
  /// - Throws: ``RankError``.
  /// - Precondition: another rank, which exists.
  func send(_ bytes: [UInt8], to other: Int, tag: String) throws(RankError)

  /// Takes the bytes that one other rank sends.
  ///
  /// - Throws: ``RankError``.
  /// - Precondition: another rank, which exists.
  func receive(from other: Int, tag: String) throws(RankError) -> [UInt8]
}
