// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import StimulusTesting
import Testing

import Stimuli
import Video

@Suite("Pictures from files")
struct PictureDecoderTests {
  @Test("A picture is reduced to the means of its blocks") func areaMeans() async throws {
    let folder = try TemporaryFolder()
    let image = TestPictures.noise(width: 24, height: 16)
    let bytes = TestPictures.graymap(image)
    let path = try folder.write(bytes, as: "-picture with: odd name.pgm")
    let decoded = try await PictureDecoder(reduction: 4).decode(Photograph(name: "a", path: path))
    #expect(decoded.width == 6 && decoded.height == 4)
    let gray = bytes.suffix(24 * 16).map(Double.init)
    for row in 0..<4 {
      for column in 0..<6 {
        let block = (0..<16).map { gray[(4 * row + $0 / 4) * 24 + 4 * column + $0 % 4] }
        #expect(abs(Double(decoded[row, column]) - block.reduce(0, +) / 16) <= 1)
      }
    }
  }

  @Test("Without reduction the pixels come through unchanged") func unchanged() async throws {
    let folder = try TemporaryFolder()
    let bytes = TestPictures.graymap(TestPictures.noise(width: 33, height: 7))
    let path = try folder.write(bytes, as: "a.pgm")
    let decoded = try await PictureDecoder(reduction: 1).decode(Photograph(name: "a", path: path))
    #expect(decoded.pixels == bytes.suffix(33 * 7).map(Float.init))
  }

  @Test("A file that is no picture, or is not there, is named with the reason")
  func undecodable() async throws {
    let folder = try TemporaryFolder()
    let broken = try folder.write(Array("no picture".utf8), as: "broken.png")
    for path in [broken, "\(folder.path)/absent.png"] {
      let error = await #expect(throws: PhotographError.self) {
        try await PictureDecoder().decode(Photograph(name: "a", path: path))
      }
      guard case .cannotDecode(path, let reason) = error else {
        Issue.record("unexpected error \(String(describing: error))")
        continue
      }
      #expect(!reason.isEmpty)
      #expect(error?.description.contains(path) == true)
    }
  }

  /// What `ffmpeg` makes of a picture, as a file of another kind.
  private static func convert(_ picture: String, to path: String) async throws -> [UInt8] {
    _ = try await ChildProcess.output(
      of: "ffmpeg", ["-v", "error", "-y", "-i", "file:\(picture)", "-q:v", "2", "file:\(path)"])
    return try FileReading.bytes(of: path)
  }

  /// Guards against a decoder that fills in what is missing and calls that success.
  @Test(
    "A picture cut off anywhere is refused, a whole one is not",
    arguments: ["jpg", "png", "bmp", "ppm", "tif"])
  func cutOff(ending: String) async throws {
    let folder = try TemporaryFolder()
    let source = try folder.write(
      TestPictures.graymap(TestPictures.noise(width: 160, height: 120)), as: "source.pgm")
    let whole = "\(folder.path)/whole.\(ending)"
    let bytes = try await Self.convert(source, to: whole)
    _ = try await PictureDecoder().decode(Photograph(name: "a", path: whole))
    for share in [0.4, 0.75, 0.97] {
      let cut = try folder.write(
        Array(bytes.prefix(Int(share * Double(bytes.count)))), as: "cut.\(ending)")
      let error = await #expect(throws: PhotographError.self, "\(share) of it") {
        try await PictureDecoder().decode(Photograph(name: "a", path: cut))
      }
      #expect(error?.description.hasPrefix("cannot decode \(cut): ") == true)
      #expect(error?.description.contains(" @ 0x") == false)
    }
  }

  /// Guards against names that stand for other files, or for none.
  @Test(
    "A name is a name, whatever stands in it",
    arguments: [
      "img%03d.png", "%d.png", "50%.png", "x%20y.png", "%*.png", "[a-c]*?.png", "-i.png", "a:b.png",
      "{1,2}.png", "in fact a png.jpg",
    ])
  func names(name: String) async throws {
    let folder = try TemporaryFolder()
    // What the patterns would stand for.
    let other = try folder.write(
      TestPictures.graymap(TestPictures.noise(width: 8, height: 8, seed: 9)), as: "other.pgm")
    for number in ["img001.png", "1.png", "0.png", "a.png"] {
      _ = try await Self.convert(other, to: "\(folder.path)/\(number)")
    }
    let bytes = TestPictures.graymap(TestPictures.noise(width: 12, height: 10))
    let source = try folder.write(bytes, as: "source.pgm")
    let png = try await Self.convert(source, to: "\(folder.path)/source.png")
    let path = try folder.write(png, as: name)
    let decoded = try await PictureDecoder(reduction: 1).decode(Photograph(name: "a", path: path))
    #expect(decoded.pixels == bytes.suffix(120).map(Float.init))
    let frame = try VideoSource(path).next()
    #expect(frame?.image.pixels == bytes.suffix(120).map { Float($0) / 255 })
  }

  @Test("A pipe that is named as a picture is refused, not waited for") func pipe() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.png"
    try #require(mkfifo(path, 0o600) == 0)
    await #expect(
      throws: PhotographError.cannotDecode(path: path, reason: "it is not a regular file")
    ) { try await PictureDecoder().decode(Photograph(name: "a", path: path)) }
  }

  /// Guards against one picture on both sides of the split.
  @Test("A picture under two names, or in two formats, is taken once")
  func copies() async throws {
    let folder = try TemporaryFolder()
    func picture(_ seed: UInt64) -> [UInt8] {
      TestPictures.graymap(TestPictures.noise(width: 100, height: 100, seed: seed))
    }
    try folder.write(picture(1), as: "a.pgm")
    try folder.write(picture(2), as: "b.pgm")
    try folder.write(picture(1), as: "c.pgm")
    _ = try await Self.convert("\(folder.path)/b.pgm", to: "\(folder.path)/d.png")
    try folder.write(Array("no picture".utf8), as: "e.png")
    try folder.write(picture(3), as: "f.pgm")
    var compared = 0
    let set = try PhotographSet(folder: folder.path)
    let distinct = try await DistinctPhotographs(set, decoder: PictureDecoder(reduction: 1)) { _ in
      compared += 1
    }
    #expect(compared == 6)
    #expect(
      distinct.photographs.photographs.map(\.name) == ["a.pgm", "b.pgm", "e.png", "f.pgm"])
    #expect(distinct.photographs.source == set.source)
    #expect(distinct.copies.map(\.photograph.name) == ["c.pgm", "d.png"])
    #expect(distinct.copies.map(\.original.name) == ["a.pgm", "b.pgm"])
    let same = PhotographSet(
      photographs: set.photographs.filter { "ac".contains($0.name.prefix(1)) }, source: "")
    await #expect(throws: PhotographError.allEqual(count: 2)) {
      try await DistinctPhotographs(same, decoder: PictureDecoder())
    }
  }

  @Test("Folders without pictures and folders that are not there are refused")
  func folders() throws {
    let folder = try TemporaryFolder()
    try folder.write([], as: "README")
    try folder.write([], as: ".hidden.png")
    #expect(
      throws: PhotographError.noPictures(
        folder: folder.path, extensions: PhotographSet.extensions)
    ) { try PhotographSet(folder: folder.path) }
    #expect(throws: PhotographError.self) { try PhotographSet(folder: "\(folder.path)/absent") }
    #expect(throws: PhotographError.noFolder(folder: "\(folder.path)/absent")) {
      try PhotographSet(folder: "\(folder.path)/absent")
    }
    #expect(throws: PhotographError.notAFolder(path: "\(folder.path)/README")) {
      try PhotographSet(folder: "\(folder.path)/README")
    }
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/album.png", withIntermediateDirectories: false)
    try folder.write([], as: "b.PNG")
    try folder.write([], as: "a.webp")
    #expect(try PhotographSet(folder: folder.path).photographs.map(\.name) == ["a.webp", "b.PNG"])
    #expect(try PhotographSet(folder: folder.path).leftOut.isEmpty)
  }

  @Test(
    "Pictures with other endings, or with none, are named, and so are those that cannot be read")
  func otherEndings() async throws {
    let folder = try TemporaryFolder()
    for (index, name) in ["a.pgm", "b.pgm"].enumerated() {
      let picture = TestPictures.noise(width: 100, height: 100, seed: UInt64(index))
      try folder.write(TestPictures.graymap(picture), as: name)
    }
    try folder.write(Array("GIF89a".utf8), as: "scan")
    for name in ["c.GIF", "d.jp2", "notes.txt", "README", ".e.gif"] {
      try folder.write(Array("text".utf8), as: name)
    }
    try #require(mkfifo("\(folder.path)/pipe", 0o600) == 0)
    let set = try PhotographSet(folder: folder.path)
    #expect(set.photographs.map(\.name) == ["a.pgm", "b.pgm"])
    #expect(set.leftOut == ["c.GIF", "d.jp2", "scan"])
    let distinct = try await DistinctPhotographs(set, decoder: PictureDecoder())
    #expect(distinct.photographs == set)
    #expect(distinct.notes.count == 1)
    #expect(distinct.notes.first?.hasPrefix("left out 3 pictures with other endings than ") == true)
    #expect(distinct.notes.first?.hasSuffix(": c.GIF, d.jp2, scan") == true)
  }

  @Test("Pictures too small for a patch and pictures without contrast are named")
  func unfit() async throws {
    let folder = try TemporaryFolder()
    let small = try folder.write(
      TestPictures.graymap(TestPictures.noise(width: 95, height: 200)), as: "small.pgm")
    let flat = try folder.write(
      TestPictures.graymap(
        GrayImage(width: 100, height: 100, pixels: [Float](repeating: 0.5, count: 10_000))),
      as: "flat.pgm")
    let good = try folder.write(
      TestPictures.graymap(TestPictures.noise(width: 100, height: 100)), as: "good.pgm")
    func first(_ path: String) async throws -> PatchSheet? {
      let set = PhotographSet(
        photographs: [Photograph(name: "a", path: path), Photograph(name: "b", path: good)],
        source: "test")
      var iterator = PhotographPatches().sheets(of: set, seed: 1).makeAsyncIterator()
      return try await iterator.next()
    }
    await #expect(
      throws: PhotographError.tooSmall(path: small, width: 23, height: 50, needed: 24, reduction: 4)
    ) { try await first(small) }
    await #expect(throws: PhotographError.flat(path: flat)) { try await first(flat) }
    let all = [flat, good, small].map { Photograph(name: "a", path: $0) }
    let error = await #expect(throws: PhotographError.self) {
      try await PhotographPatches().prepare(
        PhotographSet(photographs: all, source: "test"), seed: 1)
    }
    let sentence = error?.description ?? ""
    #expect(
      sentence.hasPrefix("2 pictures cannot be used: all pixels of \(flat) are equal; \(small) is"))
    #expect(!sentence.contains("divide by less"))
  }

  @Test(
    "Broken greymaps are refused",
    arguments: [
      "", "P5", "P6 1 1 255 a", "P5 1 1 65535 a", "P5 2 1 255 a", "P5 0 0 255 ",
      "P5 1 1 255", "P5 999999 999999 255 a", "P5 9999999 1 255 a", "P5 -1 1 255 a",
    ])
  func brokenGraymaps(text: String) {
    #expect(throws: PortableGraymap.Malformed.self) { try PortableGraymap.image(Array(text.utf8)) }
  }

  @Test("A tool that is not installed is named") func missingTool() async {
    await #expect(throws: ChildProcessError.notInstalled(tool: "interspike-absent")) {
      try await ChildProcess.output(of: "interspike-absent", [])
    }
  }
}
