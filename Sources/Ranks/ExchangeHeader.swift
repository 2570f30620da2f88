// SPDX-License-Identifier: GPL-3.0-or-later

/// What goes before the bytes of an exchange: which one it is, how long, and what the rank wishes.
///
/// The lengths must be told anyway, so the rest costs no message of its own.
package struct ExchangeHeader: Equatable {
  /// Its bytes on the way.
  package static let length = 24

  /// How many exchanges came before.
  package var sequence: UInt64
  /// How many bytes follow, to the rank that gets the most.
  package var byteCount: UInt64
  /// A hash of the tag and the kind of exchange.
  package var tag: UInt32
  /// What the rank asks all to do; 0 for nothing.
  package var wish: Int32

  package init(sequence: UInt64, byteCount: Int, tag: String, kind: Character, wish: Int32) {
    self.sequence = sequence
    self.byteCount = UInt64(byteCount)
    self.wish = wish
    var hash: UInt32 = 0x811C_9DC5  // FNV-1a
    for byte in [UInt8](String(kind).utf8) + Array(tag.utf8) {
      hash = (hash ^ UInt32(byte)) &* 0x0100_0193
    }
    self.tag = hash
  }

  package init(_ bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    func number<Number: FixedWidthInteger>(_ start: Int) -> Number {
      bytes[start..<start + MemoryLayout<Number>.size].reversed().reduce(0) { $0 << 8 | Number($1) }
    }
    sequence = number(0)
    byteCount = number(8)
    tag = number(16)
    wish = Int32(bitPattern: number(20))
  }

  /// Little-endian.
  package var bytes: [UInt8] {
    func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
      (0..<MemoryLayout<Number>.size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    return bytes(sequence) + bytes(byteCount) + bytes(tag) + bytes(UInt32(bitPattern: wish))
  }

  /// Whether both belong to one exchange.
  func isCounterpart(of other: ExchangeHeader) -> Bool {
    sequence == other.sequence && tag == other.tag
  }
}
