// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import StimulusTesting
import Testing

import Stimuli
import Video

@Suite("Video: writing Y4M")
struct VideoY4MWriterTests {
  static let size = FrameSize(width: 3, height: 1)
  static let picture = GrayImage(width: 3, height: 1, pixels: [0, 1, 51 / 255])

  @Test("The bytes are the ones written down")
  func golden() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/film.y4m"
    let writer = try Y4MWriter(
      path: path, size: Self.size, frameRate: FrameRate(30_000, per: 1001))
    try writer.write(Self.picture)
    try writer.write(GrayImage(width: 3, height: 1, pixels: [-1, 7, .nan]))
    #expect(!FileManager.default.fileExists(atPath: path))
    try writer.close()
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: path))
        == Data("YUV4MPEG2 W3 H1 F30000:1001 Ip A1:1 Cmono XCOLORRANGE=FULL\nFRAME\n".utf8)
        + Data([0, 255, 51]) + Data("FRAME\n".utf8) + Data([0, 255, 0]))
    let color = try Y4MWriter(
      path: path, size: Self.size, frameRate: FrameRate(5), colorSpace: .jpeg420)
    try color.write(Self.picture)
    try color.close()
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: path))
        == Data("YUV4MPEG2 W3 H1 F5:1 Ip A1:1 C420jpeg XCOLORRANGE=FULL\nFRAME\n".utf8)
        + Data([0, 255, 51, 128, 128, 128, 128]))
  }

  @Test(
    "What is written comes back, for many sizes", arguments: [Y4MWriter.ColorSpace.mono, .jpeg420])
  func roundTrip(space: Y4MWriter.ColorSpace) throws {
    let folder = try TemporaryFolder()
    for seed in UInt64(0)..<25 {
      let size = FrameSize(width: Int(seed * 37 % 41) + 1, height: Int(seed * 29 % 43) + 1)
      let path = "\(folder.path)/\(seed).y4m"
      let writer = try Y4MWriter(
        path: path, size: size, frameRate: FrameRate(25), colorSpace: space)
      let images = (0..<3).map { TestPictures.levels(size, seed: 10 * seed + $0) }
      for image in images { try writer.write(image) }
      try writer.close()
      let reader = try Y4MReader(path: path)
      for image in images { #expect(try reader.next()?.image == image) }
      #expect(try reader.next() == nil)
    }
  }

  @Test("A film without frames, or one that is dropped, leaves nothing and spares an earlier file")
  func nothing() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1, 2, 3], as: "film.y4m")
    let writer = try Y4MWriter(path: path, size: Self.size, frameRate: FrameRate(25))
    #expect(throws: VideoError.nothingWritten(path: path)) { try writer.close() }
    do {
      let dropped = try Y4MWriter(path: path, size: Self.size, frameRate: FrameRate(25))
      try dropped.write(Self.picture)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["film.y4m"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1, 2, 3]))
  }

  @Test("A reader that goes away is an error, not the end of the process")
  func brokenPipe() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/pipe"
    try #require(mkfifo(path, 0o600) == 0)
    // Closed in children from the beginning: one that another test starts just now must not remain a reader.
    let reading = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    let writing = open(path, O_WRONLY | O_CLOEXEC)
    try #require(reading >= 0 && writing >= 0)
    defer { close(writing) }
    let writer = Y4MWriter(
      descriptor: writing, name: "a pipe", size: Self.size, frameRate: FrameRate(25))
    try writer.write(Self.picture)
    close(reading)
    let error = #expect(throws: VideoError.self) { try writer.write(Self.picture) }
    #expect(error == .cannotWrite(name: "a pipe", reason: "its reader has gone away"))
  }

  @Test("A folder that is not there is named")
  func noFolder() {
    let error = #expect(throws: VideoError.self) {
      try Y4MWriter(path: "/no/folder/a.y4m", size: Self.size, frameRate: FrameRate(25))
    }
    #expect(error?.description.contains("/no/folder/a.y4m") == true)
  }
}
