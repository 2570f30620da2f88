// SPDX-License-Identifier: GPL-3.0-or-later

/// A version of GCompris whose pictures are not the expected ones.
public enum GComprisError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A resource file lacks a picture of the list.
  case missingPicture(file: String, path: String)
  /// A resource file cannot be read.
  case unreadable(file: String, reason: QtResourceError)

  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "cannot read \(file): \(reason)"
    case .missingPicture(let file, let path):
      "\(path) is missing from \(file). This version of gcompris-qt-data has different pictures: put version "
        + "\(GComprisPhotographs.package.version) into the cache, or use a folder of your own pictures."
    }
  }
}
