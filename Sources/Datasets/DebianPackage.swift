// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Stimuli

/// A binary package of Debian with a known check sum, kept in a cache of the caller's choice.
public struct DebianPackage: Equatable, Sendable {
  /// The package's name.
  public let name: String
  /// The expected version.
  public let version: String
  /// The SHA-256 of that version's archive, in lower-case hexadecimal digits.
  public let sha256: String

  /// A package by name, with the check sum of one version.
  public init(name: String, version: String, sha256: String) {
    self.name = name
    self.version = version
    self.sha256 = sha256
  }

  /// The archive in `cache`, downloaded with `apt-get download` when none is there.
  ///
  /// The expected version must have the expected check sum. Another version is handed back too, and
  /// says so in ``DebianArchive/isPinned``.
  ///
  /// - Throws: ``DebianPackageError``, `ChildProcessError` and `FileError`.
  public func archive(cache: String) async throws -> DebianArchive {
    try FileReading.createFolder(cache)
    if let file = try archives(in: cache).first { return try await check("\(cache)/\(file)") }
    let arriving = try UnfinishedFolder(beside: "\(cache)/arriving")
    defer { arriving.remove() }
    do {
      _ = try await ChildProcess.output(
        of: "env", ["--chdir=\(arriving.folder)", "apt-get", "--quiet=2", "download", name])
    } catch ChildProcessError.failed(_, _, let message) {
      throw DebianPackageError.cannotDownload(name: name, reason: message)
    }
    guard let file = try archives(in: arriving.folder).first else {
      throw DebianPackageError.cannotDownload(
        name: name, reason: "apt-get did not leave an archive")
    }
    let archive = try await check(arriving.path(of: file))
    try arriving.publish(file, as: "\(cache)/\(file)")
    return DebianArchive(
      path: "\(cache)/\(file)", name: name, version: archive.version, sha256: archive.sha256,
      isPinned: archive.isPinned)
  }

  /// The archives of this package in a folder, the expected version first.
  private func archives(in folder: String) throws(DebianPackageError) -> [String] {
    let names: [String]
    do {
      names = try FileReading.names(in: folder)
    } catch {
      throw .cannotList(folder: folder, reason: error.reason)
    }
    let expected = "\(name)_\(version)_"
    return names.filter { $0.hasPrefix("\(name)_") && $0.hasSuffix(".deb") }
      .sorted { ($0.hasPrefix(expected) ? 0 : 1, $0) < ($1.hasPrefix(expected) ? 0 : 1, $1) }
  }

  private func check(_ path: String) async throws -> DebianArchive {
    let sum = try SHA256.sum(ofFile: path)
    let found: String
    do {
      found = try await ChildProcess.text(of: "dpkg-deb", ["--field", path, "Version"])
    } catch ChildProcessError.failed(_, _, let message) {
      throw DebianPackageError.damaged(path: path, reason: message)
    }
    guard found != version || sum == sha256 else {
      throw DebianPackageError.damaged(
        path: path, reason: "its SHA-256 is \(sum), but that of version \(version) is \(sha256)")
    }
    return DebianArchive(
      path: path, name: name, version: found, sha256: sum, isPinned: sum == sha256)
  }
}
