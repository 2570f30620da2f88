// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// The numbers of a file, `.npy` or a table as text.
///
/// A text has one row a line, its numbers parted by commas, or else by semicolons, tabs or spaces; a first line of
/// headings, empty lines and lines that begin with `#` are passed over.
package struct NumberTable: Sendable {
  /// Why a text is no table of numbers, or a file holds too many.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Row-major; `nan` and `inf` are numbers here.
  package let values: [Double]
  /// The extent of each axis; [rows, columns] for a text.
  package let shape: [Int]
  /// Whether the file is text, in which [count], [count, 1] and [1, count] look alike.
  package let isText: Bool
  /// The fingerprint of the file.
  package let sha256: String

  /// Reads a file of up to `limit` numbers.
  ///
  /// Memory holds the file and its numbers.
  ///
  /// - Throws: ``Failure``, ``FileError``, ``NPYError`` or ``NPY/Failure``.
  package init(path: String, atMost limit: Int) throws {
    var status = stat()
    isText = FileKind(start: try FileReading.start(of: path)) != .npy
    // As text, a number with its separator has up to 26 characters; a NumPy header, some thousand bytes.
    if stat(path, &status) == 0, status.st_size > limit * (isText ? 26 : 8) + 65_536 {
      throw Self.tooMany(path, limit)
    }
    let bytes = try FileReading.bytes(of: path)
    sha256 = SHA256.sum(of: bytes)
    (values, shape) =
      isText ? try Self.numbers(in: bytes, path) : try NPY.doubles(bytes: bytes, file: path)
    guard values.count <= limit else { throw Self.tooMany(path, limit) }
  }

  private static func tooMany(_ path: String, _ limit: Int) -> Failure {
    Failure(description: "\(path) holds more than \(limit) numbers. Split it into several files.")
  }

  private static func numbers(
    in bytes: [UInt8], _ path: String
  ) throws(Failure) -> (values: [Double], shape: [Int]) {
    if let kind = FileKind(start: bytes) {
      throw Failure(description: "\(path) is \(kind.name), not numbers. \(kind.remedy)")
    }
    var (values, rows, columns) = ([Double](), 0, 0)
    var mayBeHeadings = true
    for (number, line) in CSVLines(bytes).enumerated() {
      let fields = fields(of: line)
      guard !fields.isEmpty, line.first != UInt8(ascii: "#") else { continue }
      let row = fields.map { Double(String(decoding: $0, as: UTF8.self)) }
      defer { mayBeHeadings = false }
      if mayBeHeadings, row.allSatisfy({ $0 == nil }) { continue }
      if let wrong = row.firstIndex(of: nil) {
        let text = String(decoding: fields[wrong].prefix(40), as: UTF8.self)
        throw Failure(
          description:
            "\(path), line \(number + 1): '\(text)' in column \(wrong + 1) is not a number. Correct it."
        )
      }
      if rows == 0 { columns = row.count }
      guard row.count == columns else {
        throw Failure(
          description:
            "\(path), line \(number + 1), has \(Text.count(row.count, "number")), "
            + "but the lines before it have \(columns). Give every row the same number.")
      }
      values += row.compactMap { $0 }
      rows += 1
    }
    return (values, [rows, columns])
  }

  /// The fields of a line without the blanks around them.
  private static func fields(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    let blanks = Array(" \t\"".utf8)
    func trimmed(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      guard let first = field.firstIndex(where: { !blanks.contains($0) }),
        let last = field.lastIndex(where: { !blanks.contains($0) })
      else { return [] }
      return field[first...last]
    }
    let line = trimmed(line)
    guard let separator = Array(",;".utf8).first(where: line.contains) else {
      return line.split { blanks.contains($0) }
    }
    return line.split(separator: separator, omittingEmptySubsequences: false).map(trimmed)
  }
}
