// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Subprocess
import Datasets
import Stimuli
import Tensors
import DataFiles
import Testing
import Video

@Suite("Sequences from films")
struct DataFilmTests {
  /// Bars that drift, 40×24, as YUV4MPEG2 without color; others begin with frame `cut`.
  private static func film(_ frames: Int, cut: Int = .max) -> [UInt8] {
    var film = Array("YUV4MPEG2 W40 H24 F25:1 Ip A1:1 Cmono XCOLORRANGE=FULL\n".utf8)
    for frame in 0..<frames {
      film += Array("FRAME\n".utf8)
      for y in 0..<24 {
        for x in 0..<40 {
          let (u, v) = frame < cut ? (x, y) : (y, x)
          film.append(
            UInt8(128 + 100 * sin(Double(u) * 0.4 + Double(frame) * 0.1) * cos(Double(v) * 0.2)))
        }
      }
    }
    return film
  }

  @Test("Two films with a cut become files of the same bytes each time, and a summary")
  func sequences() async throws {
    let workplace = try Workplace()
    try workplace.write(Self.film(40, cut: 17), to: "a.y4m")
    try workplace.write(Self.film(31), to: "b.y4m")
    for folder in ["one", "two"] {
      var collection = try FilmCollection(
        FilmSequences(frames: 5, count: 40),
        of: ["a.y4m", "b.y4m"].map { try FilmSurvey(workplace.path($0)) }, seed: 1)
      try await collection.gather()
      try await collection.write(to: workplace.path(folder))
      let summary = try Workplace.object(FilmSummary(collection, in: folder, seed: 1).json)
      let films = try #require(summary["films"] as? [[String: Any]])
      #expect(films.map { $0["cuts"] as? [Int] } == [[17], []])
      #expect(films.map { $0["frames"] as? Int } == [40, 31])
      #expect(try workplace.names(folder) == ["held-out.safetensors", "train.safetensors"])
    }
    for (name, count) in [("train", 40), ("held-out", 10)] {
      let path = "one/\(name).safetensors"
      #expect(try workplace.bytes(path) == workplace.bytes("two/\(name).safetensors"))
      let films = try SafetensorsFile(path: workplace.path(path)).tensor("films")
      #expect(films.shape == [count, 5, 256])
    }
  }

  @Test(
    "What gives no sequences is refused in one sentence, and nothing is written",
    arguments: [
      (["words.mp4"], Int32(65), "cannot decode words.mp4"),
      (["a.y4m", "words.mp4"], 65, "cannot decode words.mp4"),
      (["nowhere.mp4"], 66, "nowhere.mp4"),
      (["-"], 65, "standard input can be read only once"),
      (["a.y4m", "--size", "15x40"], 65, "15×40 pixels are too small for tiles of 16×16"),
      (["a.y4m", "--frames", "41"], 65, "a.y4m has 40 frames, fewer than the 41 of a sequence"),
      (["a.y4m", "--frames", "9"], 65, "no sequence of 9 frames"),
      (["a.y4m", "./a.y4m"], 65, "a.y4m and ./a.y4m are the same video"),
      (["a.y4m", "--frames", "0"], 64, "--frames is 0; it must be 1 to 1000"),
      (["a.y4m", "--sequences", "0"], 64, "--sequences is 0; it must be 1 to 666666"),
      (["a.y4m", "--held-out-share", "1"], 64, "--held-out-share is 1.0"),
      ([], 64, "the video is missing. Give one, or photographs with --pan."),
      (["--pan", "nowhere"], 66, "nowhere"),
      (["a.y4m", "--held-out-films", "1"], 64, "needs at least 2 videos"),
      (["a.y4m", "b.y4m", "--held-out-films", "2"], 64, "it must be 1 to 1 for 2 videos"),
    ])
  func refusals(_ words: [String], _ status: Int32, _ sentence: String) async throws {
    let workplace = try Workplace()
    try workplace.write(Self.film(40, cut: 17), to: "a.y4m")
    try workplace.write([UInt8](repeating: 65, count: 5000), to: "words.mp4")
    let outcome = try await Program.run(
      Program.path(of: "interspike"), ["data", "film"] + words + ["-q", "-o", "new"],
      in: workplace.folder)
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
    #expect(outcome.sentences.count == 1 || status == 64)
    #expect(!workplace.exists("new"))
  }

  @Test("Photographs become a film too, each once")
  func photographs() async throws {
    let workplace = try Workplace()
    try FileManager.default.createDirectory(
      atPath: workplace.path("pictures"), withIntermediateDirectories: true)
    for (index, name) in ["a", "b", "c", "copy-of-a"].enumerated() {
      let pixels = (0..<320 * 320).map { UInt8(truncatingIfNeeded: $0 * $0 / (97 + index % 3)) }
      try workplace.write(Array("P5\n320 320\n255\n".utf8) + pixels, to: "pictures/\(name).pgm")
    }
    let decoder = PictureDecoder(reduction: 2)
    let distinct = try await DistinctPhotographs(
      PhotographSet(folder: workplace.path("pictures")), decoder: decoder)
    #expect(distinct.notes.count == 1 && distinct.notes[0].hasPrefix("left out copy-of-a.pgm"))
    let pans = PhotographPans(over: distinct.photographs, decoder: decoder, frames: 6, seed: 1)
    var collection = try FilmCollection(
      FilmSequences(frames: 3, count: 8, split: .time(share: 0.3)), of: [FilmSurvey(pans)], seed: 1)
    try await collection.gather()
    try await collection.write(to: workplace.path("new"))
    let file = try SafetensorsFile(path: workplace.path("new/held-out.safetensors"))
    #expect(try file.tensor("films").shape == [2, 3, 256])
    let source = try #require(file.metadata["source"])
    #expect(source.hasPrefix("pans and zooms over 3 photographs of folder pictures"))
    #expect(source.hasSuffix("scenes begin at 6 12; here frames 12 to 17"))
  }

  @Test("Ctrl-C ends the work, and nothing is written")
  func interruption() async throws {
    let workplace = try Workplace()
    // Long enough that the work is not done when the signal comes, which is as soon as the program listens.
    let film = Self.film(40)
    let header = film.prefix { $0 != 10 }.count + 1
    let frames = [ArraySlice<UInt8>](repeating: film[header...], count: 1000).flatMap { $0 }
    try workplace.write(film[..<header] + frames, to: "a.y4m")
    let (outcome, ending) = try await Program.interrupt(
      .interrupt, ["data", "film", "a.y4m", "--size", "640x352", "-o", "new"], in: workplace,
      once: { true })
    #expect(outcome.status == 130)
    #expect(ending.work < 5)
    #expect(!workplace.exists("new"))
  }
}
