// SPDX-License-Identifier: GPL-3.0-or-later

/// FNV-1a of 64 bits, by Fowler, Noll and Vo: any one byte that changes changes it.
///
/// It notices damage and edits; it does not protect against forgery.
public struct FNV1a: Hashable, Sendable {
  /// The sum so far.
  public private(set) var value: UInt64

  /// The sum of nothing, from the published start or another.
  public init(start: UInt64 = 0xcbf2_9ce4_8422_2325) { value = start }

  /// Takes a word in one step, h ← (h xor word) · 1099511628211 modulo 2⁶⁴: of a byte, as was published.
  public mutating func enter(_ word: UInt64) {
    value = (value ^ word) &* 0x100_0000_01b3
  }

  /// Takes bytes, one after another.
  public mutating func enter(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes { enter(UInt64(byte)) }
  }

  /// Takes the bytes of a text in UTF-8.
  public mutating func enter(_ text: String) {
    for byte in text.utf8 { enter(UInt64(byte)) }
  }

  /// The sum as sixteen hexadecimal digits.
  public var digits: String { Self.digits(of: value) }

  /// A word as sixteen hexadecimal digits.
  public static func digits(of word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
