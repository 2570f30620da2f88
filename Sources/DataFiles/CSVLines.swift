// SPDX-License-Identifier: GPL-3.0-or-later

/// The lines of a text, which may end as on Unix (LF), Windows (CRLF) or old Macs (CR); a byte order mark is dropped.
package struct CSVLines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var position: Int

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  }

  package mutating func next() -> ArraySlice<UInt8>? {
    guard position < bytes.count else { return nil }
    let start = position
    let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    var end = start
    while end < bytes.count, bytes[end] != lineFeed, bytes[end] != carriageReturn { end += 1 }
    position = end + 1
    if end + 1 < bytes.count, bytes[end] == carriageReturn, bytes[end + 1] == lineFeed {
      position += 1
    }
    return bytes[start..<end]
  }
}
