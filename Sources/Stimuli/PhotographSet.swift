// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// Pictures in a fixed order, with a word on where they come from.
public struct PhotographSet: Equatable, Sendable {
  /// The pictures; the order is part of what a seed reproduces.
  public let photographs: [Photograph]
  /// Where they come from, for the record in files made of them.
  public let source: String

  /// File name endings that count as pictures in a folder.
  public static let extensions = [
    "bmp", "jpeg", "jpg", "pgm", "png", "ppm", "tif", "tiff", "webp",
  ]

  /// Pictures given one by one.
  public init(photographs: [Photograph], source: String) {
    self.photographs = photographs
    self.source = source
  }

  /// All pictures of a folder, in the byte order of their names; folders below it and hidden files
  /// are not looked at.
  ///
  /// - Throws: ``PhotographError/noFolder(folder:)``, ``PhotographError/notAFolder(path:)``,
  ///   ``PhotographError/cannotList(folder:reason:)`` and
  ///   ``PhotographError/noPictures(folder:extensions:)``.
  public init(folder: String) throws(PhotographError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
      throw .noFolder(folder: folder)
    }
    guard isFolder.boolValue else { throw .notAFolder(path: folder) }
    let entries: [String]
    do {
      entries = try FileReading.names(in: folder)
    } catch {
      throw .cannotList(folder: folder, reason: error.reason)
    }
    let names = entries.filter { entry in
      let ending = (entry as NSString).pathExtension.lowercased()
      guard !entry.hasPrefix("."), PhotographSet.extensions.contains(ending) else { return false }
      var isFolder: ObjCBool = false
      let path = "\(folder)/\(entry)"
      return !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        || !isFolder.boolValue
    }
    guard !names.isEmpty else {
      throw .noPictures(folder: folder, extensions: PhotographSet.extensions)
    }
    let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    photographs = sorted.map { Photograph(name: $0, path: "\(folder)/\($0)") }
    source = "folder \(URL(fileURLWithPath: folder).lastPathComponent)"
  }
}
