// SPDX-License-Identifier: GPL-3.0-or-later

/// Where the parts of a safetensors file lie, checked before anything is believed.
enum SafetensorsLayout {
  /// The header behind the 8-byte length.
  ///
  /// - Parameters:
  ///   - bytes: the file, or its first bytes as far as the end of the header.
  ///   - total: how long the file is.
  ///   - file: how errors name it.
  static func header(
    of bytes: [UInt8], total: Int, file: String
  ) throws(SafetensorsError) -> SafetensorsHeader {
    // JSON follows the length; where it does not, the file may be of a kind that has a name.
    if bytes.count < 9 || bytes[8] != UInt8(ascii: "{"), let kind = FileKind(start: bytes),
      kind != .empty
    {
      throw .otherKind(file: file, kind: kind)
    }
    guard total >= 8 else { throw .tooShort(file: file, bytes: total) }
    let stated = length(bytes)
    let available = total - 8
    guard stated <= UInt64(min(available, SafetensorsHeader.maximumLength)) else {
      // Eight letters make a number that tells nobody anything.
      if bytes.count > 8,
        bytes[8] != UInt8(ascii: "{") || stated > UInt64(SafetensorsHeader.maximumLength)
      {
        throw .notSafetensors(file: file, text: beginning(bytes))
      }
      throw .headerLength(file: file, stated: stated, available: available)
    }
    return try SafetensorsHeader(bytes[8..<(8 + Int(stated))], file: file)
  }

  /// What the first eight bytes state.
  static func length(_ bytes: [UInt8]) -> UInt64 {
    bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  }

  /// The first line of a file that is text; `nil` for other bytes.
  private static func beginning(_ bytes: [UInt8]) -> String? {
    let start = Array(bytes.prefix(64))
    // The last letter may be cut.
    let text = (0..<4).lazy.compactMap {
      String(validating: start.dropLast(bytes.count > start.count ? $0 : 0), as: UTF8.self)
    }.first
    guard let text,
      text.unicodeScalars.allSatisfy({
        $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) || (9...13).contains($0.value)
      })
    else { return nil }
    let line = text.split(whereSeparator: \.isNewline).first ?? ""
    return Text.visible(String(line.prefix(40)))
  }

  /// Checks that the entries cover the `count` bytes behind the header exactly, in some order.
  static func check(
    _ header: SafetensorsHeader, bufferCount count: Int, file: String
  ) throws(SafetensorsError) {
    for entry in header.entries {
      guard entry.begin <= entry.end, entry.end <= count else {
        throw .offsetsOutOfRange(
          file: file, name: entry.name, begin: entry.begin, end: entry.end,
          available: count)
      }
      let length = entry.end - entry.begin
      guard entry.dataType.byteCount(shape: entry.shape) == length else {
        throw .sizeMismatch(
          file: file, name: entry.name, shape: entry.shape, dataType: entry.dataType.rawValue,
          bytes: length)
      }
    }
    var covered = 0
    for entry in header.entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      guard entry.begin == covered else {
        throw .holeOrOverlap(
          file: file, name: entry.name, begin: entry.begin, expected: covered)
      }
      covered = entry.end
    }
    guard covered == count else {
      throw .trailingBytes(file: file, count: count - covered)
    }
  }
}
