// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import StimulusTesting
import Synchronization
import Testing

import Stimuli
import Video

@Suite("Video: reading Y4M")
struct VideoY4MReaderTests {
  /// A film of given parameters and frames, each of the bytes given.
  static func film(_ parameters: String, _ frames: [[UInt8]], frame: String = "FRAME") -> [UInt8] {
    Array("YUV4MPEG2 \(parameters)\n".utf8)
      + frames.flatMap { Array("\(frame)\n".utf8) + $0 }
  }

  static func frames(_ bytes: [UInt8]) throws -> [VideoFrame] {
    let folder = try TemporaryFolder()
    let reader = try Y4MReader(path: try folder.write(bytes, as: "film.y4m"))
    var frames: [VideoFrame] = []
    while let frame = try reader.next() { frames.append(frame) }
    return frames
  }

  @Test(
    "The plane of brightness is found in every colour space",
    arguments: [
      ("mono", 0), ("420", 4), ("420jpeg", 4), ("420mpeg2", 4), ("420paldv", 4), ("422", 8),
      ("440", 6), ("444", 12), ("444alpha", 18), ("411", 4),
    ])
  func colorSpaces(space: String, chroma: Int) throws {
    // 3 × 2 pixels.
    let luma: [UInt8] = [16, 235, 16, 71, 0, 255]
    let color = [UInt8](repeating: 99, count: chroma)
    let bytes = Self.film("W3 H2 F30000:1001 C\(space)", [luma + color, luma.reversed() + color])
    let frames = try Self.frames(bytes)
    #expect(frames.map(\.index) == [0, 1])
    #expect(frames[0].image.pixels == [0, 1, 0, 55 / 219, 0, 1])
    #expect(frames[1].image.pixels == [1, 0, 55 / 219, 0, 1, 0])
    #expect(frames[0].image.size == FrameSize(width: 3, height: 2))
  }

  @Test(
    "Samples of more bits are little-endian and mean the same grey",
    arguments: [
      ("mono9", 9, 0), ("mono10", 10, 0), ("mono12", 12, 0), ("mono16", 16, 0), ("420p10", 10, 4),
      ("422p12", 12, 4), ("444p16", 16, 8), ("420p14", 14, 4),
    ])
  func highDepth(space: String, bits: Int, chroma: Int) throws {
    func samples(_ values: [Int]) -> [UInt8] {
      values.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }
    let unit = 1 << (bits - 8)
    let color = [UInt8](repeating: 7, count: 2 * chroma)
    let limited = samples([16 * unit, 235 * unit, 0, 125 * unit + unit / 2]) + color
    #expect(
      try Self.frames(Self.film("W4 H1 C\(space)", [limited]))[0].image.pixels
        == [0, 1, 0, Float(109 * unit + unit / 2) / Float(219 * unit)])
    let white = 1 << bits - 1
    let full = samples([0, white, white / 2, 1]) + color
    #expect(
      try Self.frames(Self.film("W4 H1 XCOLORRANGE=FULL C\(space)", [full]))[0].image.pixels
        == [0, 1, Float(white / 2) / Float(white), 1 / Float(white)])
  }

  @Test("Ranges: limited unless the header says full")
  func ranges() throws {
    func gray(_ parameter: String) throws -> [Float] {
      try Self.frames(Self.film("W2 H1 Cmono\(parameter)", [[51, 240]]))[0].image.pixels
    }
    #expect(try gray("") == [35 / 219, 1])
    #expect(try gray(" XCOLORRANGE=LIMITED") == [35 / 219, 1])
    #expect(try gray(" XCOLORRANGE=FULL") == [51 / 255, 240 / 255])
  }

  @Test("Parameters come in any order, unknown ones and those of frames are passed over")
  func parameters() throws {
    let bytes = Self.film(
      "Ip Xa=b C420jpeg A1:1 H1 XYSCSS=420JPEG F25:1 W1", [[16, 1, 2], [235, 3, 4]],
      frame: "FRAME Ip XQ")
    let folder = try TemporaryFolder()
    let reader = try Y4MReader(path: try folder.write(bytes, as: "a"))
    #expect(reader.header.frameRate == FrameRate(25) && reader.header.colorSpace == "420jpeg")
    #expect(try reader.next()?.image.pixels == [0])
    #expect(try reader.next()?.image.pixels == [1])
    #expect(try reader.next() == nil && reader.frameCount == 2)
    #expect(try reader.next() == nil)
    let unknown = try folder.write(Self.film("W1 H1 F0:0", [[16, 1, 1]]), as: "b")
    #expect(try Y4MReader(path: unknown).header.frameRate == nil)
  }

  @Test(
    "Damaged headers are refused with what is wrong",
    arguments: [
      ("", "notY4M"), ("YUV4MPEG", "notY4M"), ("RIFF....AVI LIST\n", "notY4M"),
      ("YUV4MPEG21 W1 H1\n", "notY4M"), ("YUV4MPEG2 W1 H1", "its end is missing"),
      ("YUV4MPEG2 W1\n", "the height H is missing"), ("YUV4MPEG2\n", "the width W is missing"),
      ("YUV4MPEG2 Wx H1\n", "Wx is not a number"),
      ("YUV4MPEG2 W1 H1 F25\n", "F25 is not a frame rate"),
      ("YUV4MPEG2 W99999999999999999999 H1\n", "W99999999999999999999 is not a number"),
      ("YUV4MPEG2 W0 H5\n", "0×5"), ("YUV4MPEG2 W-3 H5\n", "-3×5"),
      ("YUV4MPEG2 W9999999 H9999999\n", "9999999×9999999"),
      ("YUV4MPEG2 W9223372036854775807 H2\n", "9223372036854775807×2"),
      ("YUV4MPEG2 W1 H1 C999\n", "color space 999"),
      ("YUV4MPEG2 W1 H1 C420p7\n", "color space 420p7"),
      ("YUV4MPEG2 W1 H1 Cmono17\n", "color space mono17"),
      ("YUV4MPEG2 W1 H1 C\n", "color space "),
    ])
  func damagedHeader(text: String, words: String) throws {
    let error = #expect(throws: VideoError.self) { try Self.frames(Array(text.utf8)) }
    if words == "notY4M" {
      guard case .notY4M = error else {
        return #expect(Bool(false), "\(String(describing: error))")
      }
      #expect(error?.description.contains("is not a YUV4MPEG2 video") == true)
    } else {
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
  }

  @Test("A header without end is given up after 4096 bytes")
  func endlessHeader() throws {
    let bytes = Array("YUV4MPEG2 ".utf8) + [UInt8](repeating: 65, count: 100_000)
    let error = #expect(throws: VideoError.self) { try Self.frames(bytes) }
    #expect(error?.description.contains("its end is missing") == true)
  }

  @Test("A film cut off at any byte says how many whole frames came before")
  func truncated() throws {
    let folder = try TemporaryFolder()
    let bytes = Self.film("W3 H1 C420", [[16, 16, 16, 1, 1, 2, 2], [235, 235, 235, 1, 1, 2, 2]])
    let header = bytes.firstIndex(of: 10).map { $0 + 1 } ?? 0
    let frame = 6 + 7
    for count in header..<bytes.count {
      let path = try folder.write(Array(bytes[..<count]), as: "film.y4m")
      let reader = try Y4MReader(path: path)
      let whole = (count - header) / frame
      var found = 0
      let outcome: VideoError?
      do {
        while try reader.next() != nil { found += 1 }
        outcome = nil
      } catch { outcome = error }
      #expect(found == whole)
      if count == header {
        #expect(outcome == .noFrames(name: path))
      } else if (count - header) % frame == 0 {
        #expect(outcome == nil)
      } else {
        #expect(outcome == .truncated(name: path, wholeFrames: whole))
      }
    }
    #expect(
      VideoError.truncated(name: "clip.y4m", wholeFrames: 1).description
        == "clip.y4m ends in the middle of a frame, after 1 whole frame. Copy it or make it again.")
  }

  @Test("Something else than a frame is refused", arguments: ["FRAMES", "frame", "", "XXXXX y"])
  func badFrame(line: String) throws {
    let good = Self.film("W1 H1 Cmono", [[16]])
    let error = #expect(throws: VideoError.self) {
      try Self.frames(good + Array("\(line)\n".utf8) + [16])
    }
    guard case .badFrame(_, wholeFrames: 1) = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
  }

  @Test("Thousands of damaged films end in an error or in frames, never in a trap")
  func fuzz() throws {
    let folder = try TemporaryFolder()
    let good = Self.film(
      "W3 H2 F25:1 C420jpeg XCOLORRANGE=FULL", [[UInt8](repeating: 9, count: 10)])
    var state: UInt64 = 42
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    for _ in 0..<2000 {
      var bytes = good
      for _ in 0...random(3) {
        switch random(3) {
        case 0: bytes[random(bytes.count)] = UInt8(random(256))
        case 1: bytes.remove(at: random(bytes.count))
        default: bytes.insert(UInt8(32 + random(30)), at: random(bytes.count))
        }
      }
      let path = try folder.write(bytes, as: "film.y4m")
      do {
        let reader = try Y4MReader(path: path)
        while let frame = try reader.next() {
          #expect(frame.image.pixels.allSatisfy { $0 >= 0 && $0 <= 1 })
        }
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  @Test("A pipe gives its frames in whatever pieces they come")
  func pipe() throws {
    let pipe = Pipe()
    let size = FrameSize(width: 50, height: 41)
    let images = (0..<3).map { TestPictures.levels(size, seed: UInt64($0)) }
    Thread.detachNewThread {
      for byte in Self.film(
        "W50 H41 Cmono XCOLORRANGE=FULL",
        images.map { $0.pixels.map { UInt8(255 * $0 + 0.5) } })
      { try? pipe.fileHandleForWriting.write(contentsOf: Data([byte])) }
      try? pipe.fileHandleForWriting.close()
    }
    let reader = try Y4MReader(
      descriptor: pipe.fileHandleForReading.fileDescriptor, name: "a pipe")
    var frame = VideoFrame(size: size)
    for (index, image) in images.enumerated() {
      #expect(try reader.read(into: &frame))
      #expect(frame == VideoFrame(index: index, image: image))
    }
    #expect(try !reader.read(into: &frame))
  }

  @Test("A task that is cancelled stops waiting for a pipe")
  func cancelled() async throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data(Self.film("W1 H1 Cmono", [[16]])))
    let seen = Mutex(0)
    let task = Task.detached {
      let reader = try Y4MReader(
        descriptor: pipe.fileHandleForReading.fileDescriptor, name: "a pipe")
      while try reader.next() != nil { seen.withLock { $0 += 1 } }
      return reader.frameCount
    }
    while seen.withLock({ $0 == 0 }) { await Task.yield() }
    task.cancel()
    #expect(try await task.value == 1)
    try pipe.fileHandleForWriting.close()
  }

  @Test("A file that is not there, or is a folder, is named")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    #expect(throws: VideoError.cannotRead(name: "/no/film", reason: "No such file or directory")) {
      try Y4MReader(path: "/no/film")
    }
    #expect(throws: VideoError.cannotRead(name: folder.path, reason: "Is a directory")) {
      try Y4MReader(path: folder.path)
    }
  }

  @Test("Sizes are read as they are written on a command line")
  func sizes() {
    #expect(FrameSize("640x352") == FrameSize(width: 640, height: 352))
    for text in [
      "", "640", "640x", "x352", "640x352x3", "0x3", "3x-1", "640X352", "9999999x9999999",
    ] {
      #expect(FrameSize(text) == nil)
    }
    #expect(FrameSize(width: 640, height: 352).description == "640×352")
    #expect(FrameRate(30_000, per: 1001).interval == 1001.0 / 30_000)
  }
}
