// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import StimulusTesting
import Testing

import Datasets
import Stimuli

/// A package that holds one file.
private struct OneFilePackage: DataPackage {
  let summary = "a package"
  let name: String
  let bytes: [UInt8]

  func unpack(into folder: String, cache: String) async throws {
    try FileManager.default.createDirectory(
      atPath: "\(folder)/deep", withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/deep/\(name)"))
  }
}

@Suite("Video: published films")
struct VideoPublishedFilmTests {
  private static let sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  private func film(_ bytes: [UInt8], name: String = "clip.avi") -> PublishedFilm {
    PublishedFilm(
      name: "test", summary: "nothing", file: "clip.avi",
      package: OneFilePackage(name: name, bytes: bytes), license: "free", sha256: Self.sum)
  }

  @Test("A film is fetched once and checked every time")
  func fetch() async throws {
    let folder = try TemporaryFolder()
    let film = film(Array("abc".utf8))
    let place = "\(folder.path)/films"
    #expect(!film.isPresent(in: place))
    let path = try await film.fetch(into: place, cache: "\(folder.path)/cache")
    #expect(path == "\(place)/clip.avi" && film.isPresent(in: place))
    #expect(try await film.fetch(into: place, cache: "/no/cache") == path)
    try folder.write([0], as: "films/clip.avi")
    let error = await #expect(throws: PublishedFilmError.self) {
      try await film.fetch(into: place, cache: "/no/cache")
    }
    #expect(
      error?.description.hasPrefix("\(path) is not the published video: its SHA-256 is") == true)
  }

  @Test("A package with another film, or with none, is refused and leaves none")
  func foreign() async throws {
    let folder = try TemporaryFolder()
    await #expect(throws: PublishedFilmError.foreign(file: "clip.avi", package: "a package")) {
      try await film([1]).fetch(into: folder.path, cache: "\(folder.path)/cache")
    }
    await #expect(throws: PublishedFilmError.missing(file: "clip.avi", package: "a package")) {
      try await film([1], name: "other.avi").fetch(
        into: folder.path, cache: "\(folder.path)/cache")
    }
    #expect(!film([1]).isPresent(in: folder.path))
  }

  @Test("The known films have names and sums of their own")
  func known() {
    #expect(Set(PublishedFilm.all.map(\.name)).count == PublishedFilm.all.count)
    #expect(PublishedFilm.all.allSatisfy { $0.sha256.count == 64 })
  }
}
