// SPDX-License-Identifier: GPL-3.0-or-later

/// Where the parts of a safetensors file lie, checked before anything is believed.
enum SafetensorsLayout {
  /// The header behind the 8-byte length.
  static func header(
    of bytes: [UInt8], file: String
  ) throws(SafetensorsError) -> SafetensorsHeader {
    guard bytes.count >= 8 else { throw .tooShort(file: file, bytes: bytes.count) }
    let stated = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let available = bytes.count - 8
    guard stated <= UInt64(min(available, SafetensorsHeader.maximumLength)) else {
      throw .headerLength(file: file, stated: stated, available: available)
    }
    return try SafetensorsHeader(bytes[8..<(8 + Int(stated))], file: file)
  }

  /// The bytes behind the header, which the entries must cover exactly, in some order.
  static func buffer(
    of bytes: [UInt8], for header: SafetensorsHeader, file: String
  ) throws(SafetensorsError) -> ArraySlice<UInt8> {
    let stated = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let buffer = bytes[(8 + stated)...]
    for entry in header.entries {
      guard entry.begin <= entry.end, entry.end <= buffer.count else {
        throw .offsetsOutOfRange(
          file: file, name: entry.name, begin: entry.begin, end: entry.end,
          available: buffer.count)
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
    guard covered == buffer.count else {
      throw .trailingBytes(file: file, count: buffer.count - covered)
    }
    return buffer
  }
}
