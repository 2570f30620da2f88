// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// How to read a table without our header: what its columns are and what separates them.
struct PlainTable {
  /// How our CSV begins, for the sentence of an error.
  static let firstLines =
    "which begins with the line 'time,neuron' and has one spike per line, such as '0.0123,4' in seconds"
  let columns: SpikeColumns
  let separator: Separator
  /// The record before the first spike, by the number of its first line.
  let headerCount: Int
  /// Whether the table itself names its columns, in a line that is not a comment.
  let hasHeader: Bool

  /// What parts the fields of a line.
  enum Separator {
    case comma, semicolon, tab, space

    /// Told by a line: a tab before a semicolon before a comma before space.
    init(of line: ArraySlice<UInt8>) {
      switch CSVQuotes.first(of: Array("\t;,".utf8), in: line) {
      case UInt8(ascii: "\t"): self = .tab
      case UInt8(ascii: ";"): self = .semicolon
      case UInt8(ascii: ","): self = .comma
      default: self = .space
      }
    }

    func fields(_ line: ArraySlice<UInt8>) -> [String] {
      let space: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\"")]
      let parts =
        switch self {
        case .comma: CSVQuotes.split(line) { $0 == UInt8(ascii: ",") }
        case .semicolon: CSVQuotes.split(line) { $0 == UInt8(ascii: ";") }
        case .tab: CSVQuotes.split(line) { $0 == UInt8(ascii: "\t") }
        case .space:
          CSVQuotes.split(line) { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            .filter { !$0.isEmpty }
        }
      return parts.map { part in
        var part = part
        while let first = part.first, space.contains(first) { part = part.dropFirst() }
        while let last = part.last, space.contains(last) { part = part.dropLast() }
        return String(decoding: part, as: UTF8.self)
      }
    }

    /// A number; where commas do not part fields, it may have a decimal comma.
    func number(_ text: String) -> Double? {
      Double(self == .comma ? text : text.replacing(",", with: "."))
    }
  }

  private init(columns: SpikeColumns, separator: Separator, headerCount: Int, hasHeader: Bool) {
    self.columns = columns
    self.separator = separator
    self.headerCount = headerCount
    self.hasHeader = hasHeader
  }

  /// Recognizes a table by its first lines; `nil` when it is none.
  ///
  /// - Parameter words: the columns in place of the table's own header.
  /// - Throws: ``SpikeFileError/refused(path:reason:)`` when it is a table whose columns are not clear.
  init?(start: [UInt8], columns words: String?, path: String) throws(SpikeFileError) {
    let zero = start.firstIndex(of: 0)
    var note: ArraySlice<UInt8>?
    for (line, number) in CSVRecords(start) {
      guard line.endIndex <= zero ?? start.count else { return nil }
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      if Self.isNote(line) {
        note = line.drop { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "%") }
        continue
      }
      // Excel is told its separator; here the line with the columns tells it.
      if number == 1, line.count == 5, line.starts(with: "sep=".utf8) { continue }
      guard line.count < SpikeFileFormat.startLength else { return nil }
      let separator = Separator(of: line)
      let fields = separator.fields(line)
      let isHeader = !fields.allSatisfy { $0.isEmpty || separator.number($0) != nil }
      func table(_ columns: SpikeColumns) -> PlainTable {
        PlainTable(
          columns: columns, separator: separator, headerCount: isHeader ? number : number - 1,
          hasHeader: isHeader && words == nil)
      }
      if let words {
        self = table(try Self.columns(words, path))
        return
      }
      let header = isHeader ? line : note ?? []
      switch SpikeColumns.reading(Separator(of: header).fields(header)) {
      case .columns(let columns):
        if let zero {
          throw .damaged(path: path, reason: "byte \(zero) is 0, which text does not hold")
        }
        self = table(columns)
        return
      case .unclear(let reason):
        let text = String(decoding: header.prefix(60), as: UTF8.self)
        guard isHeader || fields.count > 1, text.count < 60 else { return nil }
        let words = Separator(of: header).fields(header)
        throw .refused(
          path: path,
          reason: "its columns '\(text)' \(Self.both(reason)). \(Self.remedy(words))")
      case .otherWords:
        guard !isHeader, (2...32).contains(fields.count) else { return nil }
        throw .refused(
          path: path,
          reason: "it is a table of numbers without column names. \(Self.remedy(fields))")
      }
    }
    return nil
  }

  /// How to name columns that are called so, or are not named.
  static func remedy(_ words: [String]) -> String {
    let all = words.count <= 2 ? "the columns" : "all \(words.count) columns"
    let list =
      words.count <= 2
      ? "time_ms,neuron" : SpikeColumns.example(of: words).prefix(12).joined(separator: ",")
    return "Name \(all) in a first line such as '\(list)', or with --format \(list)."
  }

  private static func both(_ reason: String) -> String {
    "\(reason), but a spike has exactly one time and one neuron"
  }

  private static func columns(
    _ words: String, _ path: String
  ) throws(SpikeFileError) -> SpikeColumns {
    let bytes = Array(words.utf8)[...]
    switch SpikeColumns.reading(Separator(of: bytes).fields(bytes)) {
    case .columns(let columns): return columns
    case .unclear(let reason):
      throw .refused(path: path, reason: "the columns '\(words)' \(both(reason)).")
    case .otherWords:
      throw .refused(
        path: path,
        reason:
          "the columns '\(words)' name neither a time nor a neuron; write them like time_ms,neuron."
      )
    }
  }

  static func isNote(_ line: ArraySlice<UInt8>) -> Bool {
    line.first == UInt8(ascii: "#") || line.first == UInt8(ascii: "%")
  }
}
