// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

extension StimulusFile {
  /// The data of a run, which must be those it began with, where they were or where `path` says.
  ///
  /// - Parameter option: the setting that says where they are.
  package init(of known: Identity, movedTo path: String?, option: String) async throws {
    guard path != nil || FileManager.default.fileExists(atPath: known.path) else {
      throw RunError(
        .missing,
        "the data \(known.path) of this run are not there (from \(FileManager.default.currentDirectoryPath)). "
          + "Say with \(setting: option) where they are.")
    }
    try await self.init(path: path ?? known.path)
    guard identity.sha256 == known.sha256 else {
      throw RunError(
        .damaged,
        "\(identity.path) is not the file this run began with: its SHA-256 is "
          + "\(identity.sha256.prefix(12))…, not \(known.sha256.prefix(12))…. "
          + "Say with \(setting: option) where that file is.")
    }
    guard (identity.count, identity.pixels) == (known.count, known.pixels) else {
      throw RunError(
        .damaged,
        "config.json says that \(identity.path) holds \(known.count) data of "
          + "\(known.pixels) numbers; it holds \(identity.count) of \(identity.pixels). "
          + "Restore config.json from a copy.")
    }
  }
}
