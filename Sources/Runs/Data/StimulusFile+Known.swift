// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

extension StimulusFile {
  /// The data of a run, found at their old place or at `path`; they must be the ones it started with.
  ///
  /// - Parameter option: the setting that gives their place.
  package init(of known: Identity, movedTo path: String?, option: String) async throws {
    guard path != nil || FileManager.default.fileExists(atPath: known.path) else {
      throw RunError(
        .missing,
        "the data of this run, \(known.path), were not found (from \(FileManager.default.currentDirectoryPath)). "
          + "Give their new place with \(setting: option).")
    }
    try await self.init(path: path ?? known.path)
    guard identity.sha256 == known.sha256 else {
      throw RunError(
        .damaged,
        "\(identity.path) is not the file this run started with: its SHA-256 is "
          + "\(identity.sha256.prefix(12))…, not \(known.sha256.prefix(12))…. "
          + "Give the place of that file with \(setting: option).")
    }
    guard (identity.count, identity.pixels) == (known.count, known.pixels) else {
      throw RunError(
        .damaged,
        "config.json says \(identity.path) holds \(known.count) data of "
          + "\(known.pixels) numbers, but it holds \(identity.count) of \(identity.pixels). "
          + "Restore config.json from a copy.")
    }
  }
}
