// SPDX-License-Identifier: GPL-3.0-or-later

/// A field of the records of an NPY file.
package struct NPYField: Equatable, Sendable {
  /// What a field holds.
  package indirect enum Kind: Equatable, Sendable {
    /// Numbers or text of NumPy's type, such as `<f8`.
    case type(String)
    /// Records of their own.
    case fields([NPYField])
  }

  /// Its name; empty for bytes that fill a record up.
  package let name: String
  /// What it holds.
  package let kind: Kind
  /// The extents of the array that every record holds; empty for a single value.
  package let shape: [Int]

  /// NumPy's type of a single value, such as `<f8`; the whole in NumPy's spelling for arrays and records.
  package var type: String {
    if case .type(let type) = kind, shape.isEmpty { return type }
    return shape.isEmpty ? inner : "(\(inner)\(extents))"
  }

  /// The field as NumPy writes it in a header.
  var literal: String { "(\(Self.quoted(name)), \(inner)\(extents))" }

  private var inner: String {
    switch kind {
    case .type(let type): Self.quoted(type)
    case .fields(let fields): "[" + fields.map(\.literal).joined(separator: ", ") + "]"
    }
  }

  private var extents: String {
    let lengths = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
    return shape.isEmpty ? "" : ", (\(lengths))"
  }

  /// A word as Python quotes it.
  private static func quoted(_ word: String) -> String {
    word.contains("'") ? "\"\(word)\"" : "'\(word)'"
  }
}

extension NPYHeader {
  /// The fields of records; `nil` for an array of single values.
  package var fields: [NPYField]? {
    guard descriptor.hasPrefix("[") else { return nil }
    var literal = NPYLiteral(descriptor)
    return try? literal.fields()
  }
}
