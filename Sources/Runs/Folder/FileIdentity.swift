// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// What all names of a file have in common, through links, `..` and any spelling.
package enum FileIdentity: Hashable {
  /// An existing file.
  case present(device: UInt64, number: UInt64)
  /// A file that does not exist yet, identified by where its name leads.
  case absent(String)

  package init(_ path: String) {
    var status = stat()
    if stat(path, &status) == 0 {
      self = .present(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    } else {
      self = .absent(Self.place(of: path, links: 40))
    }
  }

  /// Where the name of a missing file leads: an absolute path without links.
  package static func place(of path: String, links: Int = 40) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    let parts = PathParts(trimmed)
    let (above, name) = (parts.folder, parts.name)
    if links > 0,
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: trimmed)
    {
      let isAbsolute = target.hasPrefix("/") || above.isEmpty
      return place(of: isAbsolute ? target : "\(above)/\(target)", links: links - 1)
    }
    guard !trimmed.isEmpty, trimmed != "/" else { return trimmed }
    let folder = place(of: above.isEmpty ? "." : above, links: links)
    switch name {
    case ".": return folder
    case "..": return PathParts(folder).folder
    default: return folder == "/" ? "/\(name)" : "\(folder)/\(name)"
    }
  }
}
