// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Stimuli

/// A downloaded Debian package.
public struct DebianArchive: Equatable, Sendable {
  /// Where the archive lies.
  public let path: String
  /// The package's name.
  public let name: String
  /// The version its control file states.
  public let version: String
  /// The SHA-256 of the file.
  public let sha256: String
  /// Whether it is, byte for byte, the expected archive.
  public let isPinned: Bool

  /// Extracts the archive's files below `folder`.
  ///
  /// - Throws: ``DebianPackageError/damaged(path:reason:)`` with the tool's words, `FileError` and
  ///   `ChildProcessError`.
  public func unpack(into folder: String) async throws {
    try FileReading.createFolder(folder)
    do {
      _ = try await ChildProcess.output(of: "dpkg-deb", ["--extract", path, folder])
    } catch ChildProcessError.failed(_, _, let message) {
      throw DebianPackageError.damaged(path: path, reason: message)
    }
  }
}
