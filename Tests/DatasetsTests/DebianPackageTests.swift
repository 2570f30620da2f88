// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import StimulusTesting
import Testing

import DataFiles
import Datasets
import Stimuli

@Suite("Debian package", .enabled(if: isInstalled("dpkg-deb"), "needs Debian's tools"))
struct DebianPackageTests {
  /// Builds a package of one file into a cache folder and gives its check sum.
  private func build(version: String, into cache: String) async throws -> String {
    let tree = try TemporaryFolder()
    for folder in ["DEBIAN", "usr"] {
      try FileManager.default.createDirectory(
        atPath: "\(tree.path)/\(folder)", withIntermediateDirectories: true)
    }
    let control = """
      Package: tiny
      Version: \(version)
      Architecture: all
      Maintainer: Nobody <nobody@example.org>
      Description: a test

      """
    try tree.write(Array(control.utf8), as: "DEBIAN/control")
    try tree.write(Array("hello".utf8), as: "usr/hello")
    let path = "\(cache)/tiny_\(version)_all.deb"
    _ = try await ChildProcess.output(of: "dpkg-deb", ["--build", tree.path, path])
    return try SHA256.sum(ofFile: path)
  }

  @Test("A cached archive is taken without the network, checked and unpacked")
  func cached() async throws {
    let cache = try TemporaryFolder()
    let sum = try await build(version: "1.0-1", into: cache.path)
    let package = DebianPackage(name: "tiny", version: "1.0-1", sha256: sum)
    let archive = try await package.archive(cache: cache.path)
    #expect(archive.isPinned && archive.version == "1.0-1" && archive.sha256 == sum)
    try await archive.unpack(into: "\(cache.path)/tree")
    #expect(FileManager.default.fileExists(atPath: "\(cache.path)/tree/usr/hello"))
  }

  @Test("Another version is taken and says so; the expected one wins over it")
  func otherVersion() async throws {
    let cache = try TemporaryFolder()
    _ = try await build(version: "1.0-2", into: cache.path)
    let package = DebianPackage(name: "tiny", version: "1.0-9", sha256: "00")
    let archive = try await package.archive(cache: cache.path)
    #expect(!archive.isPinned && archive.version == "1.0-2")
    let sum = try await build(version: "1.0-9", into: cache.path)
    let pinned = try await DebianPackage(name: "tiny", version: "1.0-9", sha256: sum)
      .archive(cache: cache.path)
    #expect(pinned.isPinned && pinned.version == "1.0-9")
  }

  @Test("An archive with another check sum than its version has is refused")
  func wrongSum() async throws {
    let cache = try TemporaryFolder()
    _ = try await build(version: "1.0-1", into: cache.path)
    let package = DebianPackage(name: "tiny", version: "1.0-1", sha256: "00")
    await #expect(throws: DebianPackageError.self) { try await package.archive(cache: cache.path) }
  }

  @Test("A broken archive is refused") func broken() async throws {
    let cache = try TemporaryFolder()
    let path = try cache.write([1, 2, 3], as: "tiny_1.0-1_all.deb")
    let package = DebianPackage(name: "tiny", version: "1.0-1", sha256: "00")
    let error = await #expect(throws: DebianPackageError.self) {
      try await package.archive(cache: cache.path)
    }
    #expect(error?.description.contains(path) == true)
  }
}
