// SPDX-License-Identifier: GPL-3.0-or-later

internal import Runs
internal import Yams

/// One setting of a sweep and the values it takes.
struct SweepAxis: Sendable {
  let key: String
  let values: [JSONValue]

  /// - Throws: `Refusal` when values are missing, repeated, or of the wrong type for the setting.
  init(_ key: String, _ node: Node, at place: String) throws {
    self.key = key
    let nodes = node.sequence.map(Array.init) ?? [node]
    values = try nodes.map { node in
      guard let value = try ConfigurationFile.value(of: node, called: key, at: place) else {
        throw Refusal(
          .badData, "\(place): a value of '\(key)' is a list or a mapping; use single values.")
      }
      return value
    }
    guard !values.isEmpty else {
      throw Refusal(.badData, "\(place): '\(key)' has no values. Give at least one.")
    }
    var seen: Set<String> = []
    for value in values where !seen.insert(value.word).inserted {
      throw Refusal(
        .badData, "\(place): '\(key)' has the value \(value.word) twice. Keep only one.")
    }
  }
}
