// SPDX-License-Identifier: GPL-3.0-or-later

/// A table as comma-separated values, RFC 4180: a line of headings, then a line a row.
public struct CSVTable: Sendable {
  /// The text so far.
  public private(set) var text = ""
  private let lineEnd: String
  private let quoted: Set<Int>

  /// A table without rows.
  ///
  /// - Parameters:
  ///   - headings: a heading for each column.
  ///   - lineEnd: what ends a line: that of RFC 4180, or "\n".
  ///   - quoted: columns, counted from 0, whose fields are quoted even where that is not needed.
  public init(_ headings: [String], lineEnd: String = "\r\n", quoted: Set<Int> = []) {
    self.lineEnd = lineEnd
    self.quoted = quoted
    append(headings.enumerated().map { Self.field($1) })
  }

  /// Appends a row: what is `nil` is empty, and numbers have as many digits as bring them back.
  public mutating func append(_ row: [(any CustomStringConvertible)?]) {
    append(
      row.enumerated().map { column, value in
        value.map { Self.field($0.description, isQuoted: quoted.contains(column)) } ?? ""
      })
  }

  private mutating func append(_ fields: [String]) {
    text += fields.joined(separator: ",") + lineEnd
  }

  private static func field(_ text: String, isQuoted: Bool = false) -> String {
    // "\r\n" is one character.
    isQuoted || text.utf8.contains(where: { ",\"\r\n".utf8.contains($0) })
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
