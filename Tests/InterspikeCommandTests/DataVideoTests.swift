// SPDX-License-Identifier: GPL-3.0-or-later

import Datasets
import Foundation
import Testing

@Suite("Fetching films")
struct DataVideoTests {
  @Test("Without network, films are refused in one sentence with a remedy")
  func offline() async throws {
    let workplace = try Workplace()
    let folder = workplace.path("bin")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try workplace.write(
      Array("#!/bin/sh\necho 'E: Unable to locate package' >&2; exit 100\n".utf8),
      to: "bin/apt-get")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: "\(folder)/apt-get")
    let path = "\(folder):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
    let outcome = try await Program.interspike(
      "data", "video", "-o", "out", "-q", in: workplace, searchPath: path)
    #expect(outcome.status == 69 && outcome.output.isEmpty)
    #expect(outcome.sentences.count == 1)
    #expect(
      outcome.errors.contains("cannot download the Debian package python3-imageio: E: Unable"))
  }

  @Test("A film in the folder that is not the published one is refused by name")
  func foreign() async throws {
    let workplace = try Workplace()
    try FileManager.default.createDirectory(
      atPath: workplace.path("out"), withIntermediateDirectories: true)
    try workplace.write([1, 2, 3], to: "out/tree.avi")
    let film = try #require(PublishedFilm.all.first { $0.name == "tree" })
    let refusal = await Workplace.refusal {
      try await film.fetch(into: workplace.path("out"), cache: workplace.path("cache"))
    }
    let words = "out/tree.avi is not the published video: its SHA-256 is"
    #expect(refusal?.contains(words) == true, "\(refusal ?? "")")
  }

  @Test("A film that nobody knows is refused with those that are known")
  func unknown() async throws {
    let workplace = try Workplace()
    let outcome = try await Program.interspike(
      "data", "video", "--clip", "giraffe", "-o", "out", in: workplace)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("giraffe") && outcome.errors.contains("cockatoo"))
    #expect(!workplace.exists("out"))
  }
}
