// SPDX-License-Identifier: GPL-3.0-or-later

/// Makes damaged files of valid ones: which, is a function of seed, reader and run.
struct Mutator {
  private var state: UInt64

  init(seed: UInt64, reader: String, run: Int) {
    // FNV-1a of the name keeps the mutants of one reader when others are added.
    let name = reader.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    state = seed ^ name
    state = word() &+ UInt64(run)
    state = word()
  }

  /// A damaged file; `seeds` are valid ones and not empty.
  mutating func mutant(of seeds: [[UInt8]]) -> [UInt8] {
    var bytes = seeds[below(seeds.count)]
    let isText = !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
    for _ in 0...below(1 << below(4)) {
      if isText, below(4) != 0 {
        changeText(&bytes)
      } else {
        changeBytes(&bytes, beside: seeds)
      }
    }
    return bytes
  }

  // MARK: Bytes

  private mutating func changeBytes(_ bytes: inout [UInt8], beside seeds: [[UInt8]]) {
    guard !bytes.isEmpty else {
      bytes = [UInt8(below(256))]
      return
    }
    switch below(8) {
    case 0, 1: bytes[place(in: bytes)] ^= 1 << UInt8(below(8))
    case 2: bytes[place(in: bytes)] = UInt8(below(256))
    case 3: bytes.removeLast(below(bytes.count))
    case 4:
      let range = range(in: bytes)
      bytes.removeSubrange(range)
    case 5:
      // A chunk that is there twice, or many times.
      let chunk = Array(bytes[range(in: bytes)])
      for _ in 0...below(4) { bytes.insert(contentsOf: chunk, at: place(in: bytes)) }
    case 6:
      let other = seeds[below(seeds.count)]
      guard !other.isEmpty else { return }
      let piece = other[range(in: other)]
      let start = place(in: bytes)
      bytes.replaceSubrange(start..<min(bytes.count, start + piece.count), with: piece)
    default: putNumber(into: &bytes)
    }
  }

  private mutating func putNumber(into bytes: inout [UInt8]) {
    let extremes: [UInt64] = [
      0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff,
      1 << 32, 1 << 40, .max >> 1, 1 << 63, .max, .max - 1, 0x7ff0_0000_0000_0000,
      0x7ff8_0000_0000_0000, 0x0000_0000_0000_0001, 0xffef_ffff_ffff_ffff,
    ]
    let number = extremes[below(extremes.count)]
    let width = 1 << below(4)
    let start = place(in: bytes)
    let bigEndian = below(2) == 0
    for index in 0..<width where start + index < bytes.count {
      let shift = 8 * (bigEndian ? width - 1 - index : index)
      bytes[start + index] = UInt8(truncatingIfNeeded: number >> UInt64(shift))
    }
  }

  // MARK: Text

  private static let words = [
    "", "0", "-1", "1", "010", "0x10", "1e999", "-1e999", "1e-400", "nan", "inf", "-inf", "NaN",
    "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "18446744073709551615", "99999999999999999999999", "0.1", "1.5",
    "null", "true", "false", "yes", "~", "[]", "{}", "\"\"", "''", "\"", "'", "[", "]", "{", "}",
    ":", ",", ";", "\t", " ", "\n", "\r", "\r\n", "#", "-", "*a", "&a", "|", ">", "!!binary",
    "\u{FEFF}", "\u{0}", "\u{301}", "π", "1_000", "1:30", "time", "neuron", "\\u0000", "\\ud800",
  ]

  /// Replaces, removes, repeats or inserts words.
  private mutating func changeText(_ bytes: inout [UInt8]) {
    let tokens = Self.tokens(of: bytes)
    guard let token = tokens.isEmpty ? nil : tokens[below(tokens.count)] else { return }
    switch below(5) {
    case 0: bytes.removeSubrange(token)
    case 1: bytes.insert(contentsOf: bytes[token], at: token.upperBound)
    case 2: bytes.replaceSubrange(token, with: Array(bytes[tokens[below(tokens.count)]]))
    case 3: bytes.insert(contentsOf: word(), at: token.lowerBound)
    default: bytes.replaceSubrange(token, with: word())
    }
  }

  private mutating func word() -> [UInt8] { Array(Self.words[below(Self.words.count)].utf8) }

  /// Words and numbers, and each other sign alone.
  private static func tokens(of bytes: [UInt8]) -> [Range<Int>] {
    func isInWord(_ byte: UInt8) -> Bool {
      byte >= 0x80 || (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
        || [0x2b, 0x2d, 0x2e, 0x5f].contains(byte)
    }
    var tokens: [Range<Int>] = []
    var start = 0
    while start < bytes.count {
      var end = start + 1
      if isInWord(bytes[start]) { while end < bytes.count, isInWord(bytes[end]) { end += 1 } }
      tokens.append(start..<end)
      start = end
    }
    return tokens
  }

  // MARK: Chance

  /// A place, half the time near the beginning, where headers are.
  private mutating func place(in bytes: [UInt8]) -> Int {
    below(2) == 0 ? below(min(bytes.count, 512)) : below(bytes.count)
  }

  private mutating func range(in bytes: [UInt8]) -> Range<Int> {
    let start = place(in: bytes)
    return start..<min(bytes.count, start + 1 + below(1 << below(12)))
  }

  private mutating func below(_ count: Int) -> Int { Int(word() % UInt64(count)) }

  /// SplitMix64.
  private mutating func word() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
