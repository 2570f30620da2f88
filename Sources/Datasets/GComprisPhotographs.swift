// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
public import Stimuli

/// The 112 real photographs among the pictures of GCompris: animals, landscapes and monuments,
/// each under a free license.
///
/// They come from Debian's package `gcompris-qt-data`, where Qt resource files hold them as WebP. The
/// READMEs beside them, which name each author and license, are kept.
public struct GComprisPhotographs: Sendable {
  /// The Debian package, with the version and the check sum this list of pictures was made for.
  public static let package = DebianPackage(
    name: "gcompris-qt-data", version: "3.1-2",
    sha256: "e9cf06ab2105529068df73085784e835d2ff03f870d2a8091f09125d40abac9f")

  /// What a fetch has brought.
  public struct Fetched: Equatable, Sendable {
    /// The pictures, in the order of the catalog.
    public let photographs: PhotographSet
    /// The files that name authors and licenses.
    public let licenses: [String]
    /// What a user should know, for example that the version is not the expected one.
    public let notes: [String]
  }

  /// Downloads the package unless `cache` holds it, and extracts the photographs to
  /// `folder/photographs` and their READMEs to `folder/licences`.
  ///
  /// - Throws: ``DebianPackageError``, ``GComprisError``, ``QtResourceError``, `FileError` and
  ///   `ChildProcessError`.
  public static func fetch(into folder: String, cache: String) async throws -> Fetched {
    let archive = try await package.archive(cache: cache)
    let unpacked = try UnfinishedFolder(beside: "\(cache)/unpacked")
    defer { unpacked.remove() }
    try await archive.unpack(into: unpacked.folder)
    let resources = unpacked.path(of: "usr/share/gcompris-qt/rcc")
    let extraction = try extract(from: resources, into: folder)
    var notes: [String] = []
    if !archive.isPinned {
      notes.append(
        "\(archive.name) is version \(archive.version), not \(package.version): it has all the "
          + "expected pictures, but their pixels may differ.")
    }
    return Fetched(
      photographs: PhotographSet(
        photographs: extraction.photographs,
        source: "Debian \(archive.name) \(archive.version), SHA-256 \(archive.sha256)"),
      licenses: extraction.licenses, notes: notes)
  }

  /// Extracts the photographs of a folder of Qt resource files.
  package static func extract(
    from resources: String, into folder: String, catalog: [PhotographFolder] = .gcompris
  ) throws -> (photographs: [Photograph], licenses: [String]) {
    try FileReading.createFolder("\(folder)/photographs")
    try FileReading.createFolder("\(folder)/licences")
    var photographs: [Photograph] = []
    var licenses: [String] = []
    var opened: (activity: String, resource: QtResource)?
    for part in catalog {
      let resource: QtResource
      if let opened, opened.activity == part.activity {
        resource = opened.resource
      } else {
        resource = try open(part.activity, in: resources)
        licenses += try extractLicenses(of: resource, activity: part.activity, into: folder)
      }
      opened = (part.activity, resource)
      photographs += try extractPhotographs(of: resource, part: part, into: folder)
    }
    return (photographs, licenses)
  }

  private static func open(_ activity: String, in folder: String) throws -> QtResource {
    let path = "\(folder)/\(activity).rcc"
    do {
      return try QtResource(try FileReading.bytes(of: path))
    } catch let error as QtResourceError {
      throw GComprisError.unreadable(file: path, reason: error)
    }
  }

  private static func extractLicenses(
    of resource: QtResource, activity: String, into folder: String
  ) throws -> [String] {
    try resource.paths.filter { $0.hasSuffix("/README") }.enumerated().map { index, readme in
      let number = index == 0 ? "" : ".\(index + 1)"
      let path = "\(folder)/licences/\(activity).README\(number)"
      try AtomicFile.write(try resource.contents(of: readme), to: path)
      return path
    }
  }

  private static func extractPhotographs(
    of resource: QtResource, part: PhotographFolder, into folder: String
  ) throws -> [Photograph] {
    try part.names.map { name in
      let inner = part.path(of: name)
      do {
        let picture = try resource.contents(of: inner)
        let photograph = "\(part.activity)_\(name).webp"
        let path = "\(folder)/photographs/\(photograph)"
        try AtomicFile.write(picture, to: path)
        return Photograph(name: photograph, path: path)
      } catch QtResourceError.noEntry {
        throw GComprisError.missingPicture(file: "\(part.activity).rcc", path: inner)
      }
    }
  }
}
