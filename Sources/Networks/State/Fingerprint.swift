// SPDX-License-Identifier: GPL-3.0-or-later

/// FNV-1a over bytes: any one of them that changes changes it; no protection against forgery.
struct Fingerprint: CustomStringConvertible {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func enter(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  /// Enters the bytes of a word, the lowest first.
  mutating func enter(word: UInt64) {
    for shift: UInt64 in stride(from: 0, to: 64, by: 8) {
      enter(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  var description: String { String(value, radix: 16) }
}
