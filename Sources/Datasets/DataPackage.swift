// SPDX-License-Identifier: GPL-3.0-or-later

/// A package of a software registry that holds data.
public protocol DataPackage: Sendable {
  /// Registry, name and version in a few words.
  var summary: String { get }

  /// Brings the package's files below `folder`; a registry whose tool leaves an archive keeps it in `cache`.
  ///
  /// - Throws: an error whose text names the package and the remedy.
  func unpack(into folder: String, cache: String) async throws
}

extension DebianPackage: DataPackage {
  public var summary: String { "Debian \(name) \(version)" }

  public func unpack(into folder: String, cache: String) async throws {
    try await archive(cache: cache).unpack(into: folder)
  }
}
