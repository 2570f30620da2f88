// SPDX-License-Identifier: GPL-3.0-or-later

/// A Debian package that cannot be had.
public enum DebianPackageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The download failed.
  case cannotDownload(name: String, reason: String)
  /// The archive is not what it should be.
  case damaged(path: String, reason: String)
  /// The cache cannot be listed.
  case cannotList(folder: String, reason: String)

  public var description: String {
    switch self {
    case .cannotDownload(let name, let reason):
      "cannot download the Debian package \(name): \(reason). Check the network connection, run `apt-get update`, "
        + "or put the .deb file into the cache yourself."
    case .damaged(let path, let reason):
      "the package file \(path) is damaged: \(reason). Delete it to download it again."
    case .cannotList(let folder, let reason):
      "cannot list the folder \(folder): \(reason). Check that it exists and that you have permission to read it."
    }
  }
}
