// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import StimulusTesting
import Testing

import Stimuli
import Video

/// Guards against time that runs otherwise than in the film.
@Suite("Video: when frames are shown")
struct VideoFrameTimesTests {
  @Test("Constant rates are known in spite of rounded times, in any order of packets")
  func constant() {
    let milliseconds = (0..<300).map { (Double($0) * 1001 / 30).rounded() / 1000 }
    let ntsc = FrameRate(30_000, per: 1001)
    let times = FrameTimes(
      milliseconds.reversed().map { 7 + $0 }, namedRates: [FrameRate(1000), ntsc])
    #expect(times.constantRate == ntsc && !times.fit(FrameRate(1000)))
    #expect(abs(times.duration - 300 * ntsc.interval) < 0.002)
    #expect(FrameTimes((0..<9).map { 5 * Double($0) }).constantRate == FrameRate(200, per: 1000))
    #expect(FrameTimes([3], last: 0.25).duration == 0.25)
    // Names that drift away: the mean rate holds.
    let slow = FrameTimes((0..<900).map { Double($0) / 24 }, namedRates: [FrameRate(25)])
    #expect(slow.constantRate == FrameRate(24))
  }

  @Test("One frame that is missing, or one that stays, is a variable rate")
  func variable() {
    let missing = (0..<50).filter { $0 != 20 }.map { Double($0) / 25 }
    #expect(FrameTimes(missing, namedRates: [FrameRate(25)]).constantRate == nil)
    #expect(FrameTimes(missing, namedRates: [FrameRate(25)]).fastestRate == FrameRate(25))
    let late = FrameTimes((0..<50).map { Double($0) / 50 } + [2], namedRates: [FrameRate(1000)])
    #expect(late.constantRate == nil && late.fastestRate == FrameRate(50))
    #expect(abs(late.duration - 3.02) < 1e-9)
  }

  /// Ten frames at 30 a second, then ten that stay for 0.2 s each.
  private func slowingFilm(_ path: String) async throws {
    _ = try await ChildProcess.output(
      of: "ffmpeg",
      ["-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=30:duration=3"]
        + ["-vf", "select='lt(n,10)+not(mod(n-10,6))'", "-frames:v", "20"]
        + ["-fps_mode", "passthrough", "-y", path])
  }

  @Test(
    "A film of variable rate lasts as long as its frames are shown, and says so",
    .enabled(if: isInstalled("ffmpeg"), "needs ffmpeg"), arguments: ["mp4", "mkv", "webm", "gif"])
  func retimed(suffix: String) async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/film.\(suffix)"
    try await slowingFilm(path)
    let plain = try VideoSource([path], retimed: false)
    #expect(plain.notes.isEmpty)
    let coded = try VideoSourceTests.frames(plain).map(\.image)
    #expect(coded.count == 20)
    let source = try VideoSource(path)
    #expect(source.frameRate == FrameRate(30))
    #expect(
      source.notes == [
        "\(path) has a variable frame rate: its 20 frames become 70 at 30 per second, each shown as long as "
          + "in the video"
      ])
    let frames = try VideoSourceTests.frames(source).map(\.image)
    #expect(frames.count == 70)
    for (place, image) in coded.prefix(10).enumerated() {
      let same = frames[place] == image
      #expect(same, "frame \(place)")
    }
    for (place, image) in coded.dropFirst(10).enumerated() {
      // In the middle of the six places where a slow frame stays, whatever the rounding of the container.
      let same = frames[10 + 6 * place + 3] == image
      #expect(same, "slow frame \(place)")
    }
  }

  @Test(
    "A later film is shown at its own speed in the rate of the first",
    .enabled(if: isInstalled("ffmpeg"), "needs ffmpeg"))
  func later() async throws {
    let folder = try TemporaryFolder()
    let (first, later) = ("\(folder.path)/first.y4m", "\(folder.path)/later.mp4")
    try VideoSourceTests.film(first, FrameSize(width: 64, height: 48), frames: 5)
    try await slowingFilm(later)
    let source = try VideoSource([first, later, first])
    let frames = try VideoSourceTests.frames(source)
    #expect(source.cuts == [5, 63])
    #expect(frames.count == 68)
    #expect(source.notes.count == 1 && source.notes[0].contains("become 58 at 25 per second"))
  }
}
