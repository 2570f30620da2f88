// SPDX-License-Identifier: GPL-3.0-or-later

import StimulusTesting
import Testing

import Stimuli
import Video

@Suite("Video: pans over photographs", .enabled(if: isInstalled("ffmpeg"), "needs ffmpeg"))
struct PhotographPansTests {
  private static let size = FrameSize(width: 32, height: 24)

  /// Pictures that grow brighter by a level with every column, as many as there are `widths`.
  private func ramps(_ widths: [Int], in folder: borrowing TemporaryFolder) throws -> PhotographSet
  {
    let photographs = try widths.enumerated().map { index, width in
      let row = (0..<width).map { UInt8($0) }
      let bytes = Array("P5\n\(width) 60\n255\n".utf8) + (0..<60).flatMap { _ in row }
      let name = "\(index).pgm"
      return Photograph(name: name, path: try folder.write(bytes, as: name))
    }
    return PhotographSet(photographs: photographs, source: "ramps")
  }

  private func frames(_ pans: PhotographPans) async throws -> [GrayImage] {
    let walk = try FilmSurvey(pans).walk(until: { false })
    var frame = VideoFrame(size: pans.size)
    var images: [GrayImage] = []
    while try await walk.read(into: &frame) {
      #expect(frame.index == images.count)
      images.append(frame.image)
    }
    return images
  }

  @Test("A window glides at one speed over each photograph, inside it and no faster than allowed")
  func motion() async throws {
    let folder = try TemporaryFolder()
    let pans = PhotographPans(
      over: try ramps([200, 60, 39], in: folder), decoder: PictureDecoder(reduction: 1),
      size: Self.size, frames: 9, zoom: 0, seed: 3)
    let images = try await frames(pans)
    #expect(images.count == 27)
    var speeds: Set<Int> = []
    for (photograph, width) in [200, 60, 39].enumerated() {
      let shown = images[photograph * 9..<(photograph + 1) * 9]
      for image in shown {
        let levels = image.pixels.map { $0 * 255 }
        #expect(levels.allSatisfy { $0 >= 0 && $0 <= Float(width - 1) })
        #expect(abs(levels[31] - levels[0] - 31) < 1e-3)
      }
      let motions = zip(shown, shown.dropFirst()).flatMap { first, second in
        zip(first.pixels, second.pixels).map { ($1 - $0) * 255 }
      }
      let (slowest, fastest) = (motions.min() ?? 9, motions.max() ?? 9)
      #expect(fastest - slowest < 1e-3 && abs(fastest) <= 1.5001)
      speeds.insert(Int(fastest * 1000))
    }
    #expect(speeds.count == 3)
    #expect(try await frames(pans) == images)
  }

  @Test("Zooming changes the window steadily, by a fifth at most")
  func zoom() async throws {
    let folder = try TemporaryFolder()
    let pans = PhotographPans(
      over: try ramps([200, 200, 200], in: folder), decoder: PictureDecoder(reduction: 1),
      size: Self.size, frames: 60, fastest: 0, zoom: 0.01, seed: 3)
    let scales = try await frames(pans).map { ($0.pixels[31] - $0.pixels[0]) * 255 / 31 }
    for first in [0, 60, 120] {
      #expect(abs(scales[first] - 1) < 1e-4)
      #expect((1 / 1.2001...1.2001).contains(scales[first + 59]))
      let growth = scales[first + 1] / scales[first]
      #expect(abs(growth - 1) > 1e-5)
      #expect(abs(scales[first + 59] / scales[first + 58] - growth) < 1e-4)
    }
  }

  @Test("Groups share no photograph, and a sequence shows one")
  func groups() async throws {
    let folder = try TemporaryFolder()
    let pans = PhotographPans(
      over: try ramps([200, 150, 100], in: folder), decoder: PictureDecoder(reduction: 1),
      size: Self.size, frames: 8, seed: 3)
    let recipe = FilmSequences(side: 8, frames: 4, count: 200)
    var collection = try FilmCollection(recipe, of: [FilmSurvey(pans)], seed: 1)
    try await collection.gather()
    #expect(Set(collection.places(.train).map(\.start)) == Set(Array(0...4) + Array(8...12)))
    #expect(Set(collection.places(.heldOut).map(\.start)) == Set(16...20))
    #expect(collection.record(.train, decoder: nil)["source"]?.hasPrefix("pans and zooms") == true)
  }

  @Test("Photographs without room for a window are refused")
  func small() async throws {
    let folder = try TemporaryFolder()
    let pans = PhotographPans(
      over: try ramps([38], in: folder), decoder: PictureDecoder(reduction: 1), size: Self.size,
      seed: 3)
    let path = pans.photographs.photographs[0].path
    await #expect(
      throws: PhotographError.tooSmall(path: path, width: 38, height: 60, needed: 39, reduction: 1)
    ) { try await frames(pans) }
  }
}
