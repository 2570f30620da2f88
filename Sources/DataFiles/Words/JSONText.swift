// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// JSON in a canonical form: sorted keys in snake case, slashes not escaped.
package enum JSONText {
  /// A value as JSON, on one line or indented.
  package static func encode(
    _ value: some Encodable, indented: Bool = false, spellingNonFinite: Bool = false
  ) throws -> String {
    let encoder = JSONEncoder()
    if spellingNonFinite {
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    }
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if indented { encoder.outputFormatting.insert(.prettyPrinted) }
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// A name as JSON spells it.
  package static func snakeCase(_ name: String) -> String {
    name.reduce("") { $1.isUppercase ? "\($0)_\($1.lowercased())" : "\($0)\($1)" }
  }

  /// A value from JSON.
  package static func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws
    -> Value
  {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: Foundation.Data(text.utf8))
  }
}
