// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// Pictures in a fixed order, with a word on where they come from.
public struct PhotographSet: Equatable, Sendable {
  /// The pictures; the order is part of what a seed reproduces.
  public let photographs: [Photograph]
  /// Where they come from, for the record in files made of them.
  public let source: String

  /// Pictures of the folder that are not among ``extensions``, in the byte order of their names.
  public let leftOut: [String]

  /// File name endings that count as pictures in a folder.
  public static let extensions = [
    "bmp", "jpeg", "jpg", "pgm", "png", "ppm", "tif", "tiff", "webp",
  ]

  /// Endings of pictures that are not taken.
  private static let otherExtensions: Set<String> = [
    "apng", "avif", "dds", "dng", "exr", "gif", "hdr", "heic", "heif", "jfif", "jp2", "jpe", "jxl",
    "pam", "pbm", "pcx", "pnm", "psd", "qoi", "sgi", "svg", "tga", "xbm", "xpm",
  ]

  /// Pictures given one by one.
  public init(photographs: [Photograph], source: String, leftOut: [String] = []) {
    self.photographs = photographs
    self.source = source
    self.leftOut = leftOut
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
    let files = entries.filter { entry in
      guard !entry.hasPrefix(".") else { return false }
      var isFolder: ObjCBool = false
      let path = "\(folder)/\(entry)"
      return !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        || !isFolder.boolValue
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    func ending(_ name: String) -> String { (name as NSString).pathExtension.lowercased() }
    let names = files.filter { PhotographSet.extensions.contains(ending($0)) }
    guard !names.isEmpty else {
      throw .noPictures(folder: folder, extensions: PhotographSet.extensions)
    }
    photographs = names.map { Photograph(name: $0, path: "\(folder)/\($0)") }
    leftOut = files.filter { name in
      guard !PhotographSet.extensions.contains(ending(name)) else { return false }
      if PhotographSet.otherExtensions.contains(ending(name)) { return true }
      let path = "\(folder)/\(name)"
      var status = stat()
      // A pipe must not keep us waiting.
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        let start = try? FileReading.start(of: path)
      else { return false }
      return FileKind(start: start) == .picture
    }
    source = "folder \(URL(fileURLWithPath: folder).lastPathComponent)"
  }
}
