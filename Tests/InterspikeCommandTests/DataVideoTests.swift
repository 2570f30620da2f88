// SPDX-License-Identifier: GPL-3.0-or-later

import Datasets
import Foundation
import Testing

@Suite("Fetching films")
struct DataVideoTests {
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
}
