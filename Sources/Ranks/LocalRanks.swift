// SPDX-License-Identifier: GPL-3.0-or-later

/// One process by itself, the default everywhere: every exchange hands back what it was given.
public struct LocalRanks: Ranks {
  /// One rank.
  public init() {}

  public var rank: Int { 0 }
  public var count: Int { 1 }
  public var heardWish: Int32 { 0 }

  public func gatherAll(_ bytes: [UInt8], tag: String) -> [[UInt8]] { [bytes] }

  public func exchange(_ bytes: [[UInt8]], tag: String) -> [[UInt8]] { bytes }

  public func send(_ bytes: [UInt8], to other: Int, tag: String) {
    fatalError("there is no rank \(other) to send '\(tag)' to: the only rank is 0")
  }

  public func receive(from other: Int, tag: String) -> [UInt8] {
    fatalError("there is no rank \(other) to receive '\(tag)' from: the only rank is 0")
  }
}
