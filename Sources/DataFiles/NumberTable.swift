// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// The numbers of a file, `.npy` or a table as text.
///
/// A text has one row a line, its numbers parted by tabs, or else by semicolons, commas or spaces; between tabs and
/// semicolons they may have a decimal comma. A first line of headings, empty lines and lines that begin with `#` are
/// passed over.
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

  /// Reads a file of up to `limit` numbers, or standard input if `path` is `-`.
  ///
  /// Memory holds the file and its numbers.
  ///
  /// - Throws: ``Failure``, ``FileError``, ``NPYError`` or ``NPY/Failure``.
  package init(path: String, atMost limit: Int) throws {
    var status = stat()
    let given = path == "-" ? try FileReading.standardInput.get() : nil
    isText = FileKind(start: try given ?? FileReading.start(of: path)) != .npy
    // As text, a number with its separator has up to 26 characters; a NumPy header, some thousand bytes.
    if given == nil, stat(path, &status) == 0, status.st_size > limit * (isText ? 26 : 8) + 65_536 {
      throw Self.tooMany(path, limit)
    }
    let bytes = try given ?? FileReading.bytes(of: path)
    let path = given == nil ? path : "standard input"
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
    var (mayBeHeadings, headings) = (true, 0)
    for (number, line) in CSVLines(bytes).enumerated() {
      let (fields, hasDecimalComma) = fields(of: line)
      guard !fields.isEmpty, line.first != UInt8(ascii: "#") else { continue }
      let row = fields.map { Double(hasDecimalComma ? $0.replacing(",", with: ".") : $0) }
      defer { mayBeHeadings = false }
      if mayBeHeadings, row.allSatisfy({ $0 == nil }) {
        try refuseIndex(fields[0], path, line: number + 1)
        headings = fields.count
        continue
      }
      if let wrong = row.firstIndex(of: nil) {
        let text = fields[wrong].prefix(40)
        let remedy =
          text.contains(",") && text.contains(where: \.isNumber)
          ? "Write it with a decimal point and without signs between thousands." : "Correct it."
        throw Failure(
          description:
            "\(path), line \(number + 1): '\(text)' in column \(wrong + 1) is not a number. \(remedy)"
        )
      }
      if rows == 0 {
        columns = row.count
        // R writes the names of rows without a heading.
        if headings > 0, columns == headings + 1, line.first == UInt8(ascii: "\"") {
          try refuseIndex("", path, line: number + 1)
        }
      }
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

  /// Refuses a first column that numbers the rows: it would pass for a neuron.
  private static func refuseIndex(
    _ heading: String, _ path: String, line: Int
  ) throws(Failure) {
    let isTime = ["time", "times", "timestamp"].contains(
      heading.lowercased().prefix { $0.isLetter })
    guard isTime || ["", "unnamed: 0", "t", "index"].contains(heading.lowercased()) else { return }
    let name = heading.isEmpty ? "has no heading" : "is headed '\(heading)'"
    throw Failure(
      description:
        "\(path), line \(line): the first column \(name), so it numbers the rows instead of giving rates. "
        + "Leave it out: with pandas, to_csv(FILE, index=False).")
  }

  /// The fields of a line without quotes and the blanks around them; whether commas in them are decimal commas.
  private static func fields(
    of line: ArraySlice<UInt8>
  ) -> (fields: [String], hasDecimalComma: Bool) {
    let blanks = Array(" \t".utf8)
    let signs = Array(" \t\"".utf8)
    func text(_ field: ArraySlice<UInt8>) -> String {
      var field = field.drop(while: signs.contains)
      while let last = field.last, signs.contains(last) { field = field.dropLast() }
      return String(decoding: field, as: UTF8.self)
    }
    // A tab in front parts an empty heading from the next.
    var line = line.drop { $0 == UInt8(ascii: " ") }
    while let last = line.last, blanks.contains(last) { line = line.dropLast() }
    if line.isEmpty { return ([], false) }
    guard let separator = CSVQuotes.first(of: Array("\t;,".utf8), in: line) else {
      let parts = CSVQuotes.split(line, at: blanks.contains).filter { !$0.isEmpty }
      return (parts.map(text), false)
    }
    return (
      CSVQuotes.split(line) { $0 == separator }.map(text), separator != UInt8(ascii: ",")
    )
  }
}
