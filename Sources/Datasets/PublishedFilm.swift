// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// A film with a known check sum, in a package.
public struct PublishedFilm: Sendable {
  /// The name it is known by.
  public let name: String
  /// What the film shows.
  public let summary: String
  /// The name of its file.
  public let file: String
  /// Where it comes from.
  public let package: any DataPackage
  /// Under which terms it may be used.
  public let license: String
  /// The SHA-256 of the file, in lower-case hexadecimal digits.
  public let sha256: String

  /// A film by where it comes from and what its file must be.
  public init(
    name: String, summary: String, file: String, package: any DataPackage, license: String,
    sha256: String
  ) {
    self.name = name
    self.summary = summary
    self.file = file
    self.package = package
    self.license = license
    self.sha256 = sha256
  }

  /// Whether `folder` has the file, so that nothing will be downloaded.
  public func isPresent(in folder: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(file)")
  }

  /// Brings the film into `folder` unless it is there, and compares its check sum.
  ///
  /// The package is kept in `cache`.
  ///
  /// - Returns: the path of the film.
  /// - Throws: ``PublishedFilmError``, the package's errors, `ChildProcessError` and `FileError`.
  @discardableResult
  public func fetch(into folder: String, cache: String) async throws -> String {
    try FileReading.createFolder(folder)
    let path = "\(folder)/\(file)"
    if !isPresent(in: folder) {
      try FileReading.createFolder(cache)
      let unpacked = try UnfinishedFolder(beside: "\(cache)/unpacked")
      defer { unpacked.remove() }
      let tree = unpacked.folder
      try await package.unpack(into: tree, cache: cache)
      let paths = FileManager.default.enumerator(atPath: tree)?.compactMap { $0 as? String } ?? []
      guard let found = paths.first(where: { $0 == file || $0.hasSuffix("/\(file)") }) else {
        throw PublishedFilmError.missing(file: file, package: package.summary)
      }
      guard try SHA256.sum(ofFile: "\(tree)/\(found)") == sha256 else {
        throw PublishedFilmError.foreign(file: file, package: package.summary)
      }
      try AtomicFile.write(try FileReading.bytes(of: "\(tree)/\(found)"), to: path)
    }
    let sum = try SHA256.sum(ofFile: path)
    guard sum == sha256 else {
      throw PublishedFilmError.damaged(path: path, expected: sha256, found: sum)
    }
    return path
  }
}

/// A published film that cannot be had.
public enum PublishedFilmError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A file is not, byte for byte, the published one.
  case damaged(path: String, expected: String, found: String)
  /// A package, of another version perhaps, holds another film under the name.
  case foreign(file: String, package: String)
  /// A package does not hold the film.
  case missing(file: String, package: String)

  public var description: String {
    switch self {
    case .damaged(let path, let expected, let found):
      "\(path) is not the published video: its SHA-256 is \(found), not \(expected). "
        + "Delete it to download it again."
    case .foreign(let file, let package):
      "the downloaded \(file) is not the one from \(package). Put that version of the package into "
        + "the cache."
    case .missing(let file, let package):
      "\(package) does not contain \(file). Put that video into the folder yourself."
    }
  }
}
