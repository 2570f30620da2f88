// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

import Stimuli

@Suite("Pictures from files")
struct PictureDecoderTests {
  @Test("A picture is reduced to the means of its blocks") func areaMeans() async throws {
    let folder = try TemporaryFolder()
    let image = TestPictures.noise(width: 24, height: 16)
    let bytes = TestPictures.greymap(image)
    let path = try folder.write(bytes, as: "-picture with: odd name.pgm")
    let decoded = try await PictureDecoder(reduction: 4).decode(Photograph(name: "a", path: path))
    #expect(decoded.width == 6 && decoded.height == 4)
    let grey = bytes.suffix(24 * 16).map(Double.init)
    for row in 0..<4 {
      for column in 0..<6 {
        let block = (0..<16).map { grey[(4 * row + $0 / 4) * 24 + 4 * column + $0 % 4] }
        #expect(abs(Double(decoded[row, column]) - block.reduce(0, +) / 16) <= 1)
      }
    }
  }

  @Test("Without reduction the pixels come through unchanged") func unchanged() async throws {
    let folder = try TemporaryFolder()
    let bytes = TestPictures.greymap(TestPictures.noise(width: 33, height: 7))
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
  }

  @Test("Pictures too small for a patch and pictures without contrast are named")
  func unfit() async throws {
    let folder = try TemporaryFolder()
    let small = try folder.write(
      TestPictures.greymap(TestPictures.noise(width: 95, height: 200)), as: "small.pgm")
    let flat = try folder.write(
      TestPictures.greymap(
        GreyImage(width: 100, height: 100, pixels: [Float](repeating: 0.5, count: 10_000))),
      as: "flat.pgm")
    let good = try folder.write(
      TestPictures.greymap(TestPictures.noise(width: 100, height: 100)), as: "good.pgm")
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
      sentence.hasPrefix("2 pictures are unfit: all pixels of \(flat) are equal; \(small) is"))
    #expect(!sentence.contains("divide by less"))
  }

  @Test(
    "Broken greymaps are refused",
    arguments: [
      "", "P5", "P6 1 1 255 a", "P5 1 1 65535 a", "P5 2 1 255 a", "P5 0 0 255 ",
      "P5 1 1 255", "P5 999999 999999 255 a", "P5 9999999 1 255 a", "P5 -1 1 255 a",
    ])
  func brokenGreymaps(text: String) {
    #expect(throws: PortableGreymap.Malformed.self) { try PortableGreymap.image(Array(text.utf8)) }
  }

  @Test("A tool that is not installed is named") func missingTool() async {
    await #expect(throws: ChildProcessError.notInstalled(tool: "interspike-absent")) {
      try await ChildProcess.output(of: "interspike-absent", [])
    }
  }
}
