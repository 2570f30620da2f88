// SPDX-License-Identifier: GPL-3.0-or-later

/// Fields in quotes, RFC 4180: quotes at both ends of a field hide separators and line ends, and two of them inside
/// stand for one.
package enum CSVQuotes {
  private static let quote = UInt8(ascii: "\"")
  private static let separators = Array(",;\t ".utf8)

  /// The parts of a line between those separators that no quotes hide; quotes stay.
  ///
  /// Where a quote does not end, quotes hide nothing.
  package static func split(
    _ line: ArraySlice<UInt8>, at isSeparator: (UInt8) -> Bool
  ) -> [ArraySlice<UInt8>] {
    var places: [Int] = []
    guard line.contains(quote), scan(line, at: isSeparator, visit: { places.append($0) }) else {
      return line.split(omittingEmptySubsequences: false, whereSeparator: isSeparator)
    }
    let starts = [line.startIndex] + places.map { $0 + 1 }
    return zip(starts, places + [line.endIndex]).map { line[$0..<$1] }
  }

  /// Which of these bytes a line holds outside quotes, in the order in which they are asked for.
  package static func first(of bytes: [UInt8], in line: ArraySlice<UInt8>) -> UInt8? {
    var found: Set<UInt8> = []
    guard line.contains(quote),
      scan(line, at: separators.contains, visit: { found.insert(line[$0]) })
    else { return bytes.first(where: line.contains) }
    return bytes.first(where: found.contains)
  }

  /// Whether a line begins a quoted field that goes on in the next.
  static func isOpen(_ line: ArraySlice<UInt8>) -> Bool {
    line.contains(quote) && !scan(line, at: separators.contains) { _ in }
  }

  /// Visits the separators outside quotes; whether all quotes end.
  private static func scan(
    _ line: ArraySlice<UInt8>, at isSeparator: (UInt8) -> Bool, visit: (Int) -> Void
  ) -> Bool {
    var (isQuoted, mayBegin) = (false, true)
    var index = line.startIndex
    while index < line.endIndex {
      let byte = line[index]
      if isQuoted, byte == quote {
        let isDoubled = index + 1 < line.endIndex && line[index + 1] == quote
        if isDoubled { index += 1 } else { isQuoted = false }
      } else if !isQuoted, isSeparator(byte) {
        visit(index)
        mayBegin = true
      } else if !isQuoted, byte == quote, mayBegin {
        (isQuoted, mayBegin) = (true, false)
      } else if !isQuoted, byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") {
        mayBegin = false
      }
      index += 1
    }
    return !isQuoted
  }
}

/// The records of a table: its lines, joined where a quoted field holds line ends.
package struct CSVRecords: Sequence, IteratorProtocol {
  /// A quote that does not end within so many lines is an ordinary character.
  private static let mostLines = 64

  private let bytes: [UInt8]
  private var lines: CSVLines
  private var number = 0

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    lines = CSVLines(bytes)
  }

  /// The next record, with the number of its first line, from 1 on.
  package mutating func next() -> (record: ArraySlice<UInt8>, line: Int)? {
    guard let line = lines.next() else { return nil }
    number += 1
    let first = number
    guard CSVQuotes.isOpen(line), line.first.map(Array("#%".utf8).contains) == false else {
      return (line, first)
    }
    var ahead = lines
    for count in 1..<Self.mostLines {
      guard let more = ahead.next() else { break }
      let record = bytes[line.startIndex..<more.endIndex]
      guard !CSVQuotes.isOpen(record) else { continue }
      (lines, number) = (ahead, first + count)
      return (record, first)
    }
    return (line, first)
  }
}
