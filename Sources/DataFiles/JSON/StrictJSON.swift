// SPDX-License-Identifier: GPL-3.0-or-later

/// A cursor over JSON text that refuses what RFC 8259 refuses and builds nothing that is not asked for.
struct StrictJSON {
  /// What is wrong, and where.
  struct Failure: Error {
    let position: Int
    let reason: String
  }

  /// Deepest nesting of arrays and objects.
  static let maximumDepth = 4
  /// Longest string, which bounds the memory that reading one takes beside its bytes.
  static let maximumStringLength = 10_000_000

  private let bytes: ArraySlice<UInt8>
  private(set) var position: Int
  private var depth = 0

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Bytes read so far.
  var offset: Int { position - bytes.startIndex }

  var isAtEnd: Bool { position == bytes.endIndex }

  func failure(_ reason: String) -> Failure { Failure(position: offset, reason: reason) }

  private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  mutating func expect(_ character: Unicode.Scalar) throws(Failure) {
    guard let byte = next, byte == UInt8(ascii: character) else {
      throw failure("'\(character)' expected")
    }
    position += 1
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  // MARK: Containers

  /// Reads `{ "key": value, … }`; `member` must read the value.
  mutating func object(
    _ member: (_ key: String, inout StrictJSON) throws(Failure) -> Void
  ) throws(Failure) {
    try descend("{")
    skipSpace()
    if !accept("}") {
      repeat {
        skipSpace()
        let key = try string()
        skipSpace()
        try expect(":")
        skipSpace()
        try member(key, &self)
        skipSpace()
      } while accept(",")
      try expect("}")
    }
    depth -= 1
  }

  /// Reads `[ value, … ]`; `element` must read each value.
  mutating func array(_ element: (inout StrictJSON) throws(Failure) -> Void) throws(Failure) {
    try descend("[")
    skipSpace()
    if !accept("]") {
      repeat {
        skipSpace()
        try element(&self)
        skipSpace()
      } while accept(",")
      try expect("]")
    }
    depth -= 1
  }

  private mutating func descend(_ bracket: Unicode.Scalar) throws(Failure) {
    try expect(bracket)
    depth += 1
    if depth > StrictJSON.maximumDepth {
      throw failure("nested deeper than \(StrictJSON.maximumDepth)")
    }
  }

  // MARK: Scalars

  /// Reads a non-negative integer without fraction or exponent.
  mutating func naturalNumber() throws(Failure) -> Int {
    let start = position
    var value = 0
    while let byte = next, byte >= 0x30, byte <= 0x39 {
      let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tenfold.addingReportingOverflow(Int(byte - 0x30))
      if overflow || carry { throw failure("a number too large") }
      value = sum
      position += 1
    }
    guard position > start else { throw failure("expected a non-negative integer") }
    if bytes[start] == 0x30, position > start + 1 { throw failure("a number with a leading zero") }
    if let byte = next, byte == 0x2E || byte | 0x20 == 0x65 {
      throw failure("expected an integer, not a fraction")
    }
    return value
  }

  /// Reads any value and forgets it.
  mutating func skipValue() throws(Failure) {
    switch next {
    case UInt8(ascii: "{"): try object { (_, json) throws(Failure) in try json.skipValue() }
    case UInt8(ascii: "["): try array { (json) throws(Failure) in try json.skipValue() }
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try literal("true")
    case UInt8(ascii: "f"): try literal("false")
    case UInt8(ascii: "n"): try literal("null")
    default: try skipNumber()
    }
  }

  private mutating func literal(_ text: String) throws(Failure) {
    for byte in text.utf8 {
      guard next == byte else { throw failure("'\(text)' expected") }
      position += 1
    }
  }

  private mutating func skipNumber() throws(Failure) {
    _ = accept("-")
    let leadingZero = next == 0x30
    let integerDigits = skipDigits()
    guard integerDigits > 0 else { throw failure("expected a value") }
    if leadingZero, integerDigits > 1 { throw failure("a number with a leading zero") }
    if accept("."), skipDigits() == 0 { throw failure("expected a digit") }
    if let byte = next, byte | 0x20 == 0x65 {
      position += 1
      if !accept("+") { _ = accept("-") }
      if skipDigits() == 0 { throw failure("expected a digit") }
    }
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while let byte = next, byte >= 0x30, byte <= 0x39 { position += 1 }
    return position - start
  }

  // MARK: Strings

  /// Reads a string; the surrounding bytes must already be known to be UTF-8.
  mutating func string() throws(Failure) -> String {
    try expect("\"")
    let start = position
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
      if byte < 0x20 { throw failure("a control character in a string") }
      position += 1
    }
    if position - start > StrictJSON.maximumStringLength { throw tooLong }
    if next == UInt8(ascii: "\"") {
      position += 1
      return String(decoding: bytes[start..<(position - 1)], as: UTF8.self)
    }
    return try escapedString(beginning: Array(bytes[start..<position]))
  }

  private mutating func escapedString(beginning: [UInt8]) throws(Failure) -> String {
    var text = beginning
    while let byte = next {
      if text.count > StrictJSON.maximumStringLength { throw tooLong }
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text.append(contentsOf: String(Character(try escape())).utf8)
      case ..<0x20:
        throw failure("a control character in a string")
      default:
        text.append(byte)
      }
    }
    throw failure("an unterminated string")
  }

  private var tooLong: Failure {
    failure("a string longer than \(StrictJSON.maximumStringLength) bytes")
  }

  private mutating func escape() throws(Failure) -> Unicode.Scalar {
    guard let byte = next else { throw failure("an unterminated string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw failure("an unknown escape")
    }
  }

  private mutating func unicodeEscape() throws(Failure) -> Unicode.Scalar {
    let high = try fourHexDigits()
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xDC00, accept("\\"), accept("u") else { throw failure("half a surrogate pair") }
    let low = try fourHexDigits()
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw failure("half a surrogate pair") }
    return scalar
  }

  private mutating func fourHexDigits() throws(Failure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("expected four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
