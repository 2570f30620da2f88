// SPDX-License-Identifier: GPL-3.0-or-later

package import DataFiles
internal import Runs
package import Yams

/// One setting of a sweep and the values it takes.
package struct SweepAxis: Sendable {
  package let key: String
  package let values: [JSONValue]

  /// - Throws: ``RunError`` when values are missing, repeated, or of the wrong type for the setting.
  package init(_ key: String, _ node: Node, at place: String) throws {
    self.key = key
    let nodes = node.sequence.map(Array.init) ?? [node]
    values = try nodes.map { node in
      guard let value = try ConfigurationFile.value(of: node, called: key, at: place) else {
        throw RunError(
          .damaged, "\(place): a value of '\(key)' is a list or a mapping; use single values.")
      }
      return value
    }
    guard !values.isEmpty else {
      throw RunError(.damaged, "\(place): '\(key)' has no values. Give at least one.")
    }
    var seen: Set<String> = []
    for value in values where !seen.insert(value.word).inserted {
      throw RunError(
        .damaged, "\(place): '\(key)' has the value \(value.word) twice. Keep only one.")
    }
  }
}
