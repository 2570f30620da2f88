// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import StimulusTesting
import Testing

import Stimuli
import Video

@Suite("Video: sinks")
struct VideoSinkTests {
  /// A soft picture that moves with `index`: codecs keep it well.
  static func picture(_ size: FrameSize, _ index: Int) -> GrayImage {
    let pixels = (0..<size.pixels).map { place in
      let (x, y) = (Double(place % size.width), Double(place / size.width))
      return Float(0.5 + 0.4 * sin((x + 2 * Double(index)) / 9) * cos(y / 8))
    }
    return GrayImage(width: size.width, height: size.height, pixels: pixels)
  }

  private func write(_ path: String, _ size: FrameSize, frames: Int) throws {
    let sink = try VideoSink(path, size: size, frameRate: FrameRate(20))
    for index in 0..<frames { try sink.write(Self.picture(size, index)) }
    #expect(sink.frameCount == frames)
    try sink.close()
  }

  @Test("A .y4m film needs no program")
  func own() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/film.Y4M"
    let size = FrameSize(width: 31, height: 17)
    let sink = try VideoSink(path, size: size, frameRate: FrameRate(20), tool: "interspike-absent")
    for index in 0..<3 { try sink.write(Self.picture(size, index)) }
    try sink.close()
    let frames = try VideoSourceTests.frames(try VideoSource(path))
    #expect(frames.count == 3)
    for (index, frame) in frames.enumerated() {
      for (a, b) in zip(frame.image.pixels, Self.picture(size, index).pixels) {
        #expect(abs(a - b) < 0.51 / 255)
      }
    }
  }

  @Test(
    "Films of ffmpeg come back with their frames, size and rate",
    .enabled(if: isInstalled("ffmpeg"), "needs ffmpeg"),
    arguments: ["mp4", "mkv", "mov", "avi", "webm"])
  func roundTrip(suffix: String) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/film.\(suffix)"
    let size = FrameSize(width: 64, height: 48)
    try write(path, size, frames: 12)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["film.\(suffix)"])
    let source = try VideoSource(path)
    #expect(source.size == size && source.frameRate == FrameRate(20))
    let frames = try VideoSourceTests.frames(source)
    #expect(frames.count == 12 && source.complaints.isEmpty)
    for (index, frame) in frames.enumerated() {
      let errors = zip(frame.image.pixels, Self.picture(size, index).pixels).map {
        Double(abs($0 - $1))
      }
      #expect(errors.reduce(0, +) / Double(errors.count) < 0.02, "\(suffix) \(index)")
    }
  }

  @Test(
    "Odd sides get a black row or column where the codec wants even ones",
    .enabled(if: isInstalled("ffmpeg"), "needs ffmpeg"))
  func odd() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/film.mp4"
    try write(path, FrameSize(width: 63, height: 47), frames: 3)
    let frames = try VideoSourceTests.frames(try VideoSource(path))
    #expect(
      frames.map(\.image.size) == [FrameSize](repeating: .init(width: 64, height: 48), count: 3))
  }

  @Test(
    "A sink that is dropped ends its encoder and leaves nothing but an earlier film",
    .enabled(if: isInstalled("ffmpeg"), "needs ffmpeg"))
  func dropped() throws {
    let folder = try TemporaryFolder()
    let size = FrameSize(width: 64, height: 48)
    let path = try folder.write([1, 2, 3], as: "film.mp4")
    var encoder: Int32 = 0
    do {
      let sink = try VideoSink(path, size: size, frameRate: FrameRate(20))
      try sink.write(Self.picture(size, 0))
      encoder = try #require(sink.encoderProcess)
    }
    #expect(!VideoSourceTests.runs(encoder))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["film.mp4"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1, 2, 3]))
    let empty = try VideoSink(path, size: size, frameRate: FrameRate(20))
    #expect(throws: VideoError.nothingWritten(path: path)) { try empty.close() }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["film.mp4"])
  }

  @Test(
    "An encoder that cannot, or that ends, is an error in its words; no file is left",
    .enabled(if: isInstalled("ffmpeg"), "needs ffmpeg"))
  func refused() throws {
    let folder = try TemporaryFolder()
    let size = FrameSize(width: 64, height: 48)
    let path = "\(folder.path)/film.unheard-of"
    let error = #expect(throws: VideoError.self) { try write(path, size, frames: 500) }
    guard case .cannotEncode(path, let reason) = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(reason.contains("output format"), "\(reason)")
    // A picture's name, which could stand for one file a frame.
    for name in ["seen%03d.png", "seen.JPG", "%d.tiff"] {
      let path = "\(folder.path)/\(name)"
      let error = #expect(throws: VideoError.self) { try write(path, size, frames: 1) }
      #expect(error?.description.contains("is for a picture") == true)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    let sink = try VideoSink("\(folder.path)/film.mp4", size: size, frameRate: FrameRate(20))
    kill(try #require(sink.encoderProcess), SIGKILL)
    #expect(throws: VideoError.self) {
      for index in 0..<500 { try sink.write(Self.picture(size, index)) }
      try sink.close()
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    #expect(throws: VideoError.self) {
      try VideoSink("/no/folder/film.mp4", size: size, frameRate: FrameRate(20))
    }
  }
}
