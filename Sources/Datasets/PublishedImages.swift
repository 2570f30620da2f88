// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Tensors

/// A published set of labeled images: four IDX files with known check sums, in a package.
public struct PublishedImages: Sendable {
  /// One of the files.
  public struct File: Sendable, Equatable {
    /// Its name in the cache.
    public let name: String
    /// Its name in the package, which ends in `.gz` when it is compressed there.
    public let packagedName: String
    /// The SHA-256 of the uncompressed file, in lower-case hexadecimal digits.
    public let sha256: String

    /// A file by its own name, its name in the package and its checksum.
    public init(name: String, packagedName: String, sha256: String) {
      self.name = name
      self.packagedName = packagedName
      self.sha256 = sha256
    }
  }

  /// The name it is known by.
  public let name: String
  /// Where its files come from.
  public let package: any DataPackage
  /// Who made it and under which terms it may be used.
  public let license: String
  /// Images and labels of a part.
  public let files: @Sendable (ImagePartition) -> (images: File, labels: File)

  /// Images by where they come from and which files hold them.
  public init(
    name: String, package: any DataPackage, license: String,
    files: @escaping @Sendable (ImagePartition) -> (images: File, labels: File)
  ) {
    self.name = name
    self.package = package
    self.license = license
    self.files = files
  }

  private var allFiles: [File] {
    ImagePartition.allCases.flatMap { [files($0).images, files($0).labels] }
  }

  /// Whether `cache` has every file, so that nothing will be downloaded.
  public func isCached(in cache: String) -> Bool {
    allFiles.allSatisfy { FileManager.default.fileExists(atPath: "\(cache)/\($0.name)") }
  }

  /// Brings the files that `cache` lacks, and compares the check sums of all.
  ///
  /// - Throws: ``ImageSetError``, the package's errors, `ChildProcessError` and `FileError`.
  public func fetch(cache: String) async throws {
    try FileReading.createFolder(cache)
    let missing = allFiles.filter {
      !FileManager.default.fileExists(atPath: "\(cache)/\($0.name)")
    }
    if !missing.isEmpty {
      let unpacked = try UnfinishedFolder(beside: "\(cache)/unpacked")
      defer { unpacked.remove() }
      let tree = unpacked.folder
      try await package.unpack(into: tree, cache: cache)
      let paths = FileManager.default.enumerator(atPath: tree)?.compactMap { $0 as? String } ?? []
      for file in missing {
        try AtomicFile.write(try contents(of: file, in: tree, paths), to: "\(cache)/\(file.name)")
      }
    }
    for file in allFiles {
      let path = "\(cache)/\(file.name)"
      let sum = try SHA256.sum(ofFile: path)
      guard sum == file.sha256 else {
        throw ImageSetError.damaged(path: path, expected: file.sha256, found: sum)
      }
    }
  }

  private func contents(of file: File, in tree: String, _ paths: [String]) throws -> [UInt8] {
    let name = file.packagedName
    guard let path = paths.first(where: { $0 == name || $0.hasSuffix("/\(name)") }) else {
      throw ImageSetError.missing(file: name, package: package.summary)
    }
    let bytes = try FileReading.bytes(of: "\(tree)/\(path)")
    guard name.hasSuffix(".gz") else { return bytes }
    do {
      return try Inflation.gunzip(bytes)
    } catch {
      throw ImageSetError.cannotUnpack(file: path, reason: error.reason)
    }
  }

  /// The images of a part, whose files must be in `cache`.
  ///
  /// - Throws: ``ImageSetError``, `IDXError` and `FileError`.
  public func images(_ partition: ImagePartition, cache: String) throws -> ImageSet {
    let (images, labels) = files(partition)
    return try ImageSet(
      images: try IDX(path: "\(cache)/\(images.name)"),
      labels: try IDX(path: "\(cache)/\(labels.name)"))
  }

  /// Writes a part to `folder`, as `train.safetensors` or `test.safetensors` with its origin in the metadata.
  ///
  /// - Throws: `SafetensorsError` and `FileError`.
  public func write(
    _ set: ImageSet, _ partition: ImagePartition, to folder: String
  ) throws -> String {
    try FileReading.createFolder(folder)
    let (images, labels) = files(partition)
    let path = "\(folder)/\(partition.rawValue).safetensors"
    try set.file(metadata: [
      "source": "\(name), \(package.summary)", "licence": license,
      "partition": partition.rawValue, "sha256.images": images.sha256,
      "sha256.labels": labels.sha256,
    ]).write(to: path)
    return path
  }
}
