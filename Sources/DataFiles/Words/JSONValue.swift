// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// JSON of any kind, as a value that can be written inside other JSON.
package enum JSONValue: Codable, Equatable, Sendable {
  case null
  case truth(Bool)
  case integer(Int)
  case naturalNumber(UInt64)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  /// Reads a text; `nil` when it is not JSON.
  package init?(_ text: String) {
    let bytes = Foundation.Data(text.utf8)
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: bytes) else { return nil }
    self = value
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .truth(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .naturalNumber(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .truth(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .naturalNumber(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// A measurement; null when it is undefined, because JSON has no such number.
  package static func measured(_ value: Double) -> JSONValue {
    value.isFinite ? .number(value) : .null
  }

  /// The value as a person would write it.
  package var text: String {
    switch self {
    case .null: "null"
    case .truth(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .naturalNumber(let value): "\(value)"
    case .number(let value): Text.number(value)
    case .text(let value): "'\(value)'"
    case .list: "a list"
    case .object: "a mapping"
    }
  }
}
