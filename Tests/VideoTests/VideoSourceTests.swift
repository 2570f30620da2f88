// SPDX-License-Identifier: GPL-3.0-or-later

import Datasets
import Foundation
import StimulusTesting
import Synchronization
import Testing

import Stimuli
import Video

@Suite("Video: sources")
struct VideoSourceTests {
  static let size = FrameSize(width: 48, height: 32)

  /// Writes a film of moving noise and gives its pictures.
  @discardableResult
  static func film(
    _ path: String, _ size: FrameSize = size, frames: Int = 5, seed: UInt64 = 1
  ) throws -> [GrayImage] {
    let writer = try Y4MWriter(path: path, size: size, frameRate: FrameRate(25))
    let images = (0..<frames).map { TestPictures.levels(size, seed: 100 * seed + UInt64($0)) }
    for image in images { try writer.write(image) }
    try writer.close()
    return images
  }

  static func frames(_ source: VideoSource) throws -> [VideoFrame] {
    var frames: [VideoFrame] = []
    while let frame = try source.next() { frames.append(frame) }
    return frames
  }

  static func runs(_ process: Int32) -> Bool { kill(process, 0) == 0 }

  @Test("Films follow each other, numbered through, with the rate of the first")
  func following() throws {
    let folder = try TemporaryFolder()
    let (a, b) = ("\(folder.path)/a.y4m", "\(folder.path)/b.other")
    let images = try Self.film(a, frames: 2) + Self.film("\(folder.path)/c.y4m", seed: 2)
    try FileManager.default.moveItem(atPath: "\(folder.path)/c.y4m", toPath: b)
    let source = try VideoSource([a, b])
    #expect(source.size == Self.size && source.frameRate == FrameRate(25))
    let frames = try Self.frames(source)
    #expect(frames.map(\.index) == Array(0..<7))
    #expect(frames.map(\.image) == images)
    #expect(try source.next() == nil && source.frameCount == 7 && source.complaints.isEmpty)
    #expect(source.cuts == [2])
  }

  @Test(
    "Colors of a film are those it stores, and asking for them changes no gray",
    arguments: ["420", "444", "mono"])
  func colors(space: String) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/color.y4m"
    // Four columns and two rows: the left half red, the right half blue, in full range.
    let luma: [UInt8] = [76, 76, 29, 29, 76, 76, 29, 29]
    let blue: [UInt8] = space == "420" ? [85, 255] : [85, 85, 255, 255, 85, 85, 255, 255]
    let red: [UInt8] = space == "420" ? [255, 107] : [255, 255, 107, 107, 255, 255, 107, 107]
    var bytes = Array("YUV4MPEG2 W4 H2 F25:1 C\(space) XCOLORRANGE=FULL\n".utf8)
    for _ in 0..<2 { bytes += Array("FRAME\n".utf8) + luma + (space == "mono" ? [] : blue + red) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let plain = try Self.frames(try VideoSource([path]))
    let colored = try Self.frames(try VideoSource([path], colors: true))
    #expect(colored.map(\.image) == plain.map(\.image) && plain.count == 2)
    #expect(plain.allSatisfy { $0.colors == nil })
    for frame in colored {
      guard space != "mono" else {
        #expect(frame.colors == nil)
        continue
      }
      let shown = try #require(frame.colors).bytes(over: frame.image)
      for pixel in 0..<8 {
        let expected: [UInt8] = pixel % 4 < 2 ? [254, 0, 0] : [0, 0, 254]
        for channel in 0..<3 {
          #expect(abs(Int(shown[3 * pixel + channel]) - Int(expected[channel])) <= 2)
        }
      }
    }
    // Colors are looked up where frames are scaled, too.
    let larger = try VideoSource([path], size: FrameSize(width: 8, height: 4), colors: true)
    let frame = try #require(try larger.next())
    #expect(frame.colors?.bytes(over: frame.image).count ?? 96 == 96)
  }

  @Test("A film is an asynchronous sequence")
  func asynchronous() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.y4m"
    let images = try Self.film(path)
    var found: [GrayImage] = []
    for try await frame in try VideoSource(path) { found.append(frame.image) }
    #expect(found == images)
  }

  @Test("Frames are scaled to the size asked for, or to that of the first film")
  func scaling() throws {
    let folder = try TemporaryFolder()
    let (a, b) = ("\(folder.path)/a.y4m", "\(folder.path)/b.y4m")
    try Self.film(a, frames: 1)
    let large = try Self.film(b, FrameSize(width: 96, height: 64), frames: 1)
    let frames = try Self.frames(try VideoSource([a, b]))
    #expect(frames.map(\.image.size) == [Self.size, Self.size])
    var resampler = FrameResampler(from: large[0].size, to: Self.size)
    var expected = frames[0].image
    resampler.resample(large[0], into: &expected)
    #expect(frames[1].image == expected)
    let small = FrameSize(width: 5, height: 9)
    #expect(
      try Self.frames(try VideoSource([a, b], size: small)).map(\.image.size) == [small, small])
  }

  @Test("Films that do not exist, are folders or have no frames are named before work begins")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.y4m"
    try Self.film(path, frames: 1)
    #expect(throws: VideoError.cannotRead(name: "/no/film", reason: "No such file or directory")) {
      try VideoSource([path, "/no/film"])
    }
    #expect(throws: VideoError.cannotRead(name: folder.path, reason: "it is a folder")) {
      try VideoSource(folder.path)
    }
    let empty = try folder.write(Array("YUV4MPEG2 W2 H2 F25:1 Cmono\n".utf8), as: "empty.y4m")
    let source = try VideoSource(empty)
    #expect(throws: VideoError.noFrames(name: empty)) { try source.next() }
    #expect(try source.next() == nil)
    let other = try folder.write(Array("something else".utf8), as: "other.y4m")
    #expect(throws: VideoError.notY4M(name: other)) { try VideoSource(other) }
  }

  @Test("Without ffmpeg, films that need it are refused with the remedy")
  func missing() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1, 2, 3], as: "clip.mp4")
    let error = #expect(throws: VideoError.self) {
      try VideoSource([path], size: nil, until: { false }, tool: "interspike-absent")
    }
    #expect(error == .notInstalled(tool: "interspike-absent", path: path))
    #expect(error?.description.contains("apt-get install ffmpeg") == true)
    let sink = #expect(throws: VideoError.self) {
      try VideoSink(path, size: Self.size, frameRate: FrameRate(25), tool: "interspike-absent")
    }
    #expect(sink == .notInstalled(tool: "interspike-absent", path: path))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["clip.mp4"])
  }

  @Test("A pipe among the paths is read as Y4M, and waiting for it can be ended")
  func namedPipe() async throws {
    let folder = try TemporaryFolder()
    let (path, pipe) = ("\(folder.path)/a.y4m", "\(folder.path)/pipe")
    let images = try Self.film(path, frames: 2)
    #expect(mkfifo(pipe, 0o600) == 0)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let seen = Mutex(0)
    let hasClosed = Mutex(false)
    let isOver = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      guard let handle = FileHandle(forWritingAtPath: pipe) else { return }
      try? handle.write(contentsOf: bytes)
      // Stays open: nothing more comes.
      _ = isOver.wait(timeout: .now() + 100)
      hasClosed.withLock { $0 = true }
      try? handle.close()
    }
    let source = try VideoSource([pipe], until: { seen.withLock { $0 == 2 } })
    var found: [GrayImage] = []
    while let frame = try source.next() {
      found.append(frame.image)
      seen.withLock { $0 = found.count }
    }
    #expect(found == images)
    #expect(!hasClosed.withLock { $0 }, "the pipe was closed before anybody stopped waiting")
    isOver.signal()
  }
}

@Suite("Video: films of ffmpeg", .enabled(if: isInstalled("ffmpeg"), "needs ffmpeg"))
struct VideoDecodingTests {
  /// Gray frames as ffmpeg gives them, bytes.
  private func decoded(_ path: String, _ filter: String = "format=gray") async throws -> [UInt8] {
    try await ChildProcess.output(
      of: "ffmpeg",
      ["-v", "error", "-nostdin", "-i", path, "-vf", filter, "-fps_mode", "passthrough"]
        + ["-f", "rawvideo", "-"], limit: 1 << 28)
  }

  private func worst(_ frames: [VideoFrame], _ bytes: [UInt8]) -> Float {
    let pixels = frames.flatMap(\.image.pixels)
    guard pixels.count == bytes.count else { return .infinity }
    return zip(pixels, bytes).map { abs(255 * $0 - Float($1)) }.max() ?? .infinity
  }

  /// Two seconds of ffmpeg's own test picture.
  private func clip(
    _ path: String, _ options: [String], size: String = "98x62", seconds: Int = 2
  ) async throws {
    let picture = "testsrc=size=\(size):rate=10:duration=\(seconds)"
    _ = try await ChildProcess.output(
      of: "ffmpeg",
      ["-v", "error", "-nostdin", "-f", "lavfi", "-i", picture] + options + ["-y", path])
  }

  /// A film of more frames than a pipe holds, so that its decoder waits for us.
  private func longClip(_ path: String) async throws {
    try await clip(path, ["-c:v", "mpeg4"], size: "320x240", seconds: 10)
  }

  @Test(
    "Y4M films of ffmpeg are read as ffmpeg itself reads them, within one level",
    arguments: [
      "gray", "yuv420p", "yuvj420p", "yuv422p", "yuv444p", "yuv411p", "gray10le", "gray16le",
      "yuv420p10le", "yuv422p12le", "yuv444p16le",
    ])
  func ownFilms(format: String) async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/film.y4m"
    try await clip(path, ["-pix_fmt", format, "-strict", "-1"])
    let frames = try VideoSourceTests.frames(try VideoSource(path))
    #expect(frames.count == 20)
    let bytes = try await decoded(path)
    #expect(worst(frames, bytes) <= 1.001)
  }

  @Test("Compressed films are read as ffmpeg reads them", arguments: ["mp4", "mkv", "avi", "gif"])
  func compressed(suffix: String) async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/film.\(suffix)"
    try await clip(path, [])
    let source = try VideoSource(path)
    #expect(source.size == FrameSize(width: 98, height: 62) && source.frameRate == FrameRate(10))
    let decoder = try #require(source.decoder)
    let frames = try VideoSourceTests.frames(source)
    let bytes = try await decoded(path)
    #expect(worst(frames, bytes) <= 1.001)
    #expect(!VideoSourceTests.runs(decoder))
    let small = FrameSize(width: 33, height: 21)
    let scaled = try VideoSourceTests.frames(try VideoSource(path, size: small))
    let reduced = try await decoded(path, "scale=33:21:flags=area,format=gray")
    #expect(worst(scaled, reduced) <= 1.001)
    // With colors, gray is the same to the bit.
    for (size, plain) in [(nil, frames), (small, scaled)] {
      let colored = try VideoSourceTests.frames(
        try VideoSource([path], size: size, colors: true))
      #expect(colored.map(\.image) == plain.map(\.image))
      let (image, colors) = (colored[3].image, try #require(colored[3].colors))
      let bytes = colors.bytes(over: image)
      #expect(bytes.indices.contains { bytes[$0] != bytes[$0 / 3 * 3] }, "some pixel has a color")
    }
  }

  @Test("What is no film is refused in ffmpeg's words; its frames so far are given")
  func broken() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([UInt8](repeating: 65, count: 5000), as: "clip.mp4")
    let error = #expect(throws: VideoError.self) { try VideoSource(path) }
    guard case .cannotDecode(path, wholeFrames: 0, let reason) = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(reason.contains("Invalid data found"))
    let good = "\(folder.path)/good.mkv"
    try await clip(good, ["-g", "1"])
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: good)))
    let half = try folder.write(Array(bytes[..<(bytes.count / 2)]), as: "half.mkv")
    let source = try VideoSource(half)
    let frames = try VideoSourceTests.frames(source)
    #expect(frames.count > 2 && frames.count < 20)
    #expect(!source.complaints.isEmpty)
    guard case .damaged(half, frames.count, let words) = source.damage else {
      return #expect(Bool(false), "\(String(describing: source.damage))")
    }
    #expect(words.contains("ended prematurely") && !words.contains("0x"), "\(words)")
    let damage = try #require(source.damage)
    #expect(throws: damage) { try FilmSurvey(half) }
    let whole = try VideoSource(good)
    _ = try VideoSourceTests.frames(whole)
    #expect(whole.damage == nil)
  }

  @Test("A film without pictures is refused")
  func sound() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/sound.wav"
    _ = try await ChildProcess.output(
      of: "ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "sine=duration=0.1", "-y", path])
    let error = #expect(throws: VideoError.self) { try VideoSource(path) }
    #expect(error == .noVideo(path: path))
  }

  @Test("A consumer that stops early ends the decoder", arguments: [true, false])
  func stoppedEarly(closed: Bool) async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/film.mp4"
    try await longClip(path)
    var decoder: Int32 = 0
    do {
      let source = try VideoSource(path)
      _ = try source.next()
      decoder = try #require(source.decoder)
      #expect(VideoSourceTests.runs(decoder))
      if closed {
        source.close()
        #expect(try source.next() == nil)
        #expect(!VideoSourceTests.runs(decoder))
      }
    }
    #expect(!VideoSourceTests.runs(decoder))
  }

  @Test("A decoder that is killed in the middle is an error with the number of frames")
  func killed() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/film.mp4"
    try await longClip(path)
    let source = try VideoSource(path)
    _ = try source.next()
    kill(try #require(source.decoder), SIGKILL)
    let error = #expect(throws: VideoError.self) { _ = try VideoSourceTests.frames(source) }
    guard case .cannotDecode(path, let wholeFrames, "ended by signal 9") = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(wholeFrames == source.frameCount && wholeFrames >= 1)
  }

  @Test("The cockatoo of Debian's python3-imageio, whole, in one shot")
  func cockatoo() async throws {
    let folder = try TemporaryFolder()
    let path: String
    do {
      path = try await PublishedFilm.cockatoo.fetch(
        into: folder.path, cache: "\(folder.path)/cache")
    } catch let error as DebianPackageError {
      try Test.cancel("the package cannot be had: \(error)")
    } catch let error as ChildProcessError {
      try Test.cancel("the package cannot be had: \(error)")
    }
    let source = try VideoSource(path, size: FrameSize(width: 160, height: 90))
    #expect(source.frameRate == FrameRate(20))
    let frames = try VideoSourceTests.frames(source)
    #expect(frames.count == 280)
    let bytes = try await decoded(path, "scale=160:90:flags=area,format=gray")
    #expect(worst(frames, bytes) <= 1.001)
    let correlations = zip(frames, frames.dropFirst()).map { first, second -> Double in
      let (a, b) = (first.image.standardized(), second.image.standardized())
      return zip(a?.pixels ?? [], b?.pixels ?? []).reduce(0) { $0 + Double($1.0 * $1.1) }
        / Double(first.image.size.pixels)
    }.sorted()
    #expect(correlations[correlations.count / 2] > 0.9)
  }
}
