// SPDX-License-Identifier: GPL-3.0-or-later

/// The fingerprint by which a run knows its data again.
///
/// > Reference: FIPS 180-4, sections 4.1.2, 5.1.1 and 6.2.
struct SHA256 {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]
  private var schedule = [UInt32](repeating: 0, count: 64)

  /// The fingerprint of bytes, as 64 hexadecimal digits.
  static func hexadecimal(_ bytes: [UInt8]) -> String {
    var hash = SHA256()
    let whole = bytes.count / 64 * 64
    bytes.withUnsafeBufferPointer { buffer in
      for start in stride(from: 0, to: whole, by: 64) {
        hash.absorb(UnsafeBufferPointer(rebasing: buffer[start..<start + 64]))
      }
    }
    var tail = Array(bytes[whole...]) + [0x80]
    tail += [UInt8](repeating: 0, count: (120 - tail.count) % 64)
    let bits = UInt64(bytes.count) * 8
    tail += (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * $0)) }
    tail.withUnsafeBufferPointer { buffer in
      for start in stride(from: 0, to: tail.count, by: 64) {
        hash.absorb(UnsafeBufferPointer(rebasing: buffer[start..<start + 64]))
      }
    }
    return hash.state.flatMap { word in
      (0..<8).map { "0123456789abcdef".digit(Int(word >> UInt32(28 - 4 * $0)) & 15) }
    }.joined()
  }

  private mutating func absorb(_ block: UnsafeBufferPointer<UInt8>) {
    schedule.withUnsafeMutableBufferPointer { w in
      for i in 0..<16 {
        w[i] =
          UInt32(block[4 * i]) << 24 | UInt32(block[4 * i + 1]) << 16
          | UInt32(block[4 * i + 2]) << 8 | UInt32(block[4 * i + 3])
      }
      for i in 16..<64 {
        let s0 = Self.rotated(w[i - 15], 7) ^ Self.rotated(w[i - 15], 18) ^ (w[i - 15] >> 3)
        let s1 = Self.rotated(w[i - 2], 17) ^ Self.rotated(w[i - 2], 19) ^ (w[i - 2] >> 10)
        w[i] = w[i - 16] &+ s0 &+ w[i - 7] &+ s1
      }
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    Self.constants.withUnsafeBufferPointer { k in
      schedule.withUnsafeBufferPointer { w in
        for i in 0..<64 {
          let s1 = Self.rotated(e, 6) ^ Self.rotated(e, 11) ^ Self.rotated(e, 25)
          let first = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ k[i] &+ w[i]
          let s0 = Self.rotated(a, 2) ^ Self.rotated(a, 13) ^ Self.rotated(a, 22)
          let second = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
          (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
        }
      }
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = {
    var primes: [Int] = []
    var candidate = 2
    while primes.count < 64 {
      if !primes.contains(where: { candidate.isMultiple(of: $0) }) { primes.append(candidate) }
      candidate += 1
    }
    return primes.map { cubeRootFraction(of: $0) }
  }()

  /// ⌊2³²·∛n⌋ mod 2³², by bisection in whole numbers: no rounding of a library decides a bit.
  private static func cubeRootFraction(of n: Int) -> UInt32 {
    var low: UInt64 = 0
    var high: UInt64 = 8 << 32
    while high - low > 1 {
      let middle = (low + high) / 2
      let square = middle.multipliedFullWidth(by: middle)
      let high64 = square.high.multipliedFullWidth(by: middle)
      let low64 = square.low.multipliedFullWidth(by: middle)
      // middle³ / 2^96 against n: the words above bit 96 of a number of up to 105 bits and more.
      let (word1, carry) = low64.high.addingReportingOverflow(high64.low)
      let word2 = high64.high + (carry ? 1 : 0)
      let whole = word2 << 32 | word1 >> 32
      if whole >= UInt64(n) { high = middle } else { low = middle }
    }
    return UInt32(truncatingIfNeeded: low)
  }
}

extension String {
  fileprivate func digit(_ value: Int) -> String {
    String(self[index(startIndex, offsetBy: value)])
  }
}
