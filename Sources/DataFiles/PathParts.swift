// SPDX-License-Identifier: GPL-3.0-or-later

/// A path in two parts: the folder above, and the name in it.
///
/// Foundation's `deletingLastPathComponent` traps on Linux for names of one character.
package struct PathParts: Equatable, Sendable {
  /// The folder, without a slash at its end, except for the root; empty for a name alone.
  package let folder: String
  /// The last name; empty for the root.
  package let name: String

  package init(_ path: String) {
    guard let end = path.lastIndex(where: { $0 != "/" }) else {
      (folder, name) = (path.isEmpty ? "" : "/", "")
      return
    }
    let trimmed = path[...end]
    guard let slash = trimmed.lastIndex(of: "/") else {
      (folder, name) = ("", String(trimmed))
      return
    }
    name = String(trimmed[trimmed.index(after: slash)...])
    let above = trimmed[..<slash]
    folder = above.lastIndex { $0 != "/" }.map { String(above[...$0]) } ?? "/"
  }
}
