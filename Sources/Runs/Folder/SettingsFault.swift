// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// Why the settings in a `config.json` cannot be read, with the names they have there.
enum SettingsFault {
  /// What is wrong with a text, as a clause.
  ///
  /// - Parameters:
  ///   - error: what reading it threw.
  ///   - read: reads other settings in the same way.
  static func reason(
    _ error: any Error, in text: String, reading read: (String) throws -> Void
  ) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      "\(name(context.codingPath + [key])) is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      context.codingPath.isEmpty
        ? "it is not an object of settings" : "\(name(context.codingPath)) has the wrong type"
    case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
      "\(name(context.codingPath)) has an unknown value"
    default:
      unfit(in: text, reading: read) ?? "it is not JSON of the expected form"
    }
  }

  private static func name(_ path: [any CodingKey]) -> String {
    let names = path.map { $0.intValue.map(String.init) ?? JSONText.snakeCase($0.stringValue) }
    return "'\(names.joined(separator: "."))'"
  }

  /// The number that does not fit, which the decoder does not name: with all others replaced, it alone still fails.
  private static func unfit(
    in text: String, reading read: (String) throws -> Void
  ) -> String? {
    guard let stored = JSONValue(text) else { return nil }
    for path in stored.numbers {
      guard let value = stored[path], case let probe = stored.replacingNumbers(except: path),
        let changed = try? JSONText.encode(probe, spellingNonFinite: true)
      else { continue }
      do {
        try read(changed)
      } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
        return
          "'\(path.joined(separator: "."))' is \(value.word), which is not a number that this setting can have"
      } catch {}
    }
    return nil
  }
}

extension JSONValue {
  /// The paths of all numbers in objects, sorted.
  fileprivate var numbers: [[String]] {
    switch self {
    case .integer, .naturalNumber, .number: [[]]
    case .object(let members):
      members.sorted { $0.key < $1.key }.flatMap { name, value in
        value.numbers.map { [name] + $0 }
      }
    default: []
    }
  }

  fileprivate subscript(path: [String]) -> JSONValue? {
    path.reduce(self as JSONValue?) { value, name in
      if case .object(let members)? = value { members[name] } else { nil }
    }
  }

  /// The same with 1 in place of every number in objects but one.
  fileprivate func replacingNumbers(except kept: [String]?) -> JSONValue {
    switch self {
    case .integer, .naturalNumber, .number: return kept == [] ? self : .integer(1)
    case .object(let members):
      let pairs = members.map { name, value in
        (
          name,
          value.replacingNumbers(except: kept?.first == name ? Array(kept?.dropFirst() ?? []) : nil)
        )
      }
      return .object(Dictionary(uniqueKeysWithValues: pairs))
    default: return self
    }
  }
}
