// SPDX-License-Identifier: GPL-3.0-or-later

/// Names someone may have meant.
package enum NearestName {
  /// The names that begin with what was written, or the nearest one if it is close enough.
  package static func candidates(for name: String, among names: [String]) -> [String] {
    let longer = names.filter { name.count > 1 && $0.hasPrefix(name) }
    return longer.isEmpty ? [nearest(to: name, among: names)].compactMap(\.self) : longer
  }

  /// The nearest name, unless half of it would have to change.
  package static func nearest(to name: String, among names: [String]) -> String? {
    let nearest = names.min { distance($0, name) < distance($1, name) }
    guard let nearest, distance(nearest, name) <= max(2, name.count / 2) else { return nil }
    return nearest
  }

  /// The Levenshtein distance: how many letters must be inserted, deleted or changed.
  package static func distance(_ one: String, _ other: String) -> Int {
    let (a, b) = (Array(one), Array(other))
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let changed = diagonal + (a[i] == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(changed, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
