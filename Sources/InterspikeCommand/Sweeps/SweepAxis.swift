// SPDX-License-Identifier: GPL-3.0-or-later

internal import Runs
internal import Yams

/// One setting of a sweep and the values it takes.
struct SweepAxis: Sendable {
  let key: String
  let values: [JSONValue]

  /// - Throws: `Refusal` when there are no values, one twice, or one of another type than the setting.
  init(_ key: String, _ node: Node, at place: String) throws {
    self.key = key
    let nodes = node.sequence.map(Array.init) ?? [node]
    values = try nodes.map { node in
      guard let value = try ConfigurationFile.value(of: node, called: key, at: place) else {
        throw Refusal(.badData, "\(place): a value of '\(key)' is a list or a mapping.")
      }
      return value
    }
    guard !values.isEmpty else {
      throw Refusal(.badData, "\(place): '\(key)' has no values. Give at least one.")
    }
    var seen: Set<String> = []
    for value in values where !seen.insert(Self.text(value)).inserted {
      throw Refusal(
        .badData, "\(place): '\(key)' takes the value \(Self.text(value)) twice. Leave one.")
    }
  }

  /// A value as it stands on a command line; whole numbers without a point.
  static func text(_ value: JSONValue) -> String {
    switch value {
    case .number(let number):
      Int(exactly: number).map { "\($0)" } ?? "\(number)"
    case .text(let text): text
    default: value.text
    }
  }

  /// The value in the name of a folder.
  func label(_ value: JSONValue) -> String {
    let text = String(
      Self.text(value).map {
        $0.isASCII && ($0.isLetter || $0.isNumber || "._+-".contains($0)) ? $0 : "-"
      })
    return "\(key)-\(text)"
  }

  /// A setting as arguments; nothing for one that is off.
  static func arguments(_ key: String, _ value: JSONValue) -> [String] {
    let option = "--" + key.replacing("_", with: "-")
    switch (key, value) {
    case ("objective", .text("sampled")), (_, .null), (_, .truth(false)): return []
    case ("objective", .text("exact")): return ["--exact"]
    case (_, .truth(true)): return [option]
    default:
      let text = text(value)
      return text.hasPrefix("-") ? ["\(option)=\(text)"] : [option, text]
    }
  }
}
