// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Tensors
import StimulusTesting
import Testing

import Stimuli
import Video

@Suite("Video: tiles of frames")
struct VideoFrameTilingTests {
  @Test("Cutting and blending gives the frame back, for any size, side and stride")
  func identity() throws {
    var state: UInt64 = 7
    func random(_ range: ClosedRange<Int>) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return range.lowerBound + Int(state >> 33) % range.count
    }
    for seed in UInt64(0)..<200 {
      let side = random(1...18)
      let stride = random(1...side)
      let size = FrameSize(width: random(side...70), height: random(side...50))
      let tiling = try FrameTiling(size: size, side: side, stride: stride)
      let image = TestPictures.noise(width: size.width, height: size.height, seed: seed)
      var back = TestPictures.noise(width: size.width, height: size.height, seed: 99)
      tiling.blend(tiling.tiles(of: image), into: &back)
      for (a, b) in zip(image.pixels, back.pixels) { #expect(abs(a - b) < 1e-6) }
    }
  }

  @Test("Abutting tiles of 16 pixels in 640 × 352 are 880 and copied exactly")
  func abutting() throws {
    let size = FrameSize(width: 640, height: 352)
    let tiling = try FrameTiling(size: size, side: 16)
    #expect(tiling.count == 880 && tiling.lefts.count == 40 && tiling.tops.count == 22)
    let image = TestPictures.noise(width: 640, height: 352)
    let tiles = tiling.tiles(of: image)
    #expect(tiles.shape == [880, 256])
    // Tile 41 is the second of the second row.
    for pixel in 0..<256 {
      #expect(tiles.values[41 * 256 + pixel] == image[16 + pixel / 16, 16 + pixel % 16])
    }
    var back = image
    back.pixels.withUnsafeMutableBufferPointer { $0.update(repeating: 5) }
    tiling.blend(tiles, into: &back)
    #expect(back == image)
  }

  @Test("A rest is covered by one more tile that ends at the border")
  func rest() throws {
    let tiling = try FrameTiling(size: FrameSize(width: 21, height: 8), side: 8, stride: 5)
    #expect(tiling.lefts == [0, 5, 10, 13] && tiling.tops == [0])
    let odd = try FrameTiling(size: FrameSize(width: 17, height: 33), side: 16)
    #expect(odd.lefts == [0, 1] && odd.tops == [0, 16, 17])
  }

  @Test("Tiles that disagree blend without a seam: the step between neighbours is small")
  func seamless() throws {
    let size = FrameSize(width: 64, height: 16)
    func steps(stride: Int) throws -> Float {
      let tiling = try FrameTiling(size: size, side: 16, stride: stride)
      var tiles = tiling.emptyTiles()
      // Every other tile is white.
      tiles = Tensor(
        (0..<tiles.count).map { ($0 / 256) % 2 == 0 ? 0 : 1 }, shape: tiles.shape)
      var image = GrayImage(
        width: 64, height: 16, pixels: [Float](repeating: 0, count: size.pixels))
      tiling.blend(tiles, into: &image)
      return (1..<64).map { abs(image[8, $0] - image[8, $0 - 1]) }.max() ?? 1
    }
    #expect(try steps(stride: 8) < 0.2)
    // Abutting tiles have the seams this is about.
    #expect(try steps(stride: 16) == 1)
  }

  @Test("Nothing is kept from one frame to the next")
  func reuse() throws {
    let tiling = try FrameTiling(size: FrameSize(width: 30, height: 20), side: 8, stride: 3)
    let (one, two) = (
      TestPictures.noise(width: 30, height: 20, seed: 1),
      TestPictures.noise(width: 30, height: 20, seed: 2)
    )
    var tiles = tiling.tiles(of: one)
    tiling.cut(two, into: &tiles)
    #expect(tiles == tiling.tiles(of: two))
  }

  @Test("Frames without room for a tile are refused with the sizes")
  func tooSmall() {
    let size = FrameSize(width: 15, height: 40)
    let error = #expect(throws: VideoError.self) { try FrameTiling(size: size, side: 16) }
    #expect(error == .smallerThanTile(size: size, side: 16))
    #expect(error?.description.contains("15×40") == true)
  }

  @Test("Tiles are scaled as training patches are, flat ones less, and restored")
  func scaling() throws {
    let noise = TestPictures.noise(width: 16, height: 3).pixels.map { 3 * $0 + 1 }
    let flat = [Float](repeating: 2, count: 16)
    let faint = noise[16..<32].map { 0.01 * $0 }
    let original = Tensor(Array(noise[0..<16]) + flat + faint, shape: [3, 16])
    var scaling = TileScaling(least: 0.25)
    var tiles = original
    scaling.scale(&tiles)
    let moments = (0..<3).map { PixelMoments(tiles.values[$0 * 16..<($0 + 1) * 16]) }
    #expect(moments.allSatisfy { abs($0.mean) < 1e-6 })
    #expect(abs(moments[0].standardDeviation - 1) < 1e-5)
    #expect(tiles.values[16..<32].allSatisfy { $0 == 0 })
    #expect(abs(moments[2].standardDeviation - PixelMoments(faint).standardDeviation / 0.25) < 1e-5)
    #expect(scaling.divisors[1] == 0.25 && scaling.means[1] == 2)
    scaling.restore(&tiles)
    for (a, b) in zip(tiles.values, original.values) { #expect(abs(a - b) < 1e-5) }
    let expected = PixelMoments(noise[0..<16]).standardize(noise[0..<16]) ?? []
    var again = original
    scaling.scale(&again)
    for (a, b) in zip(again.values, expected) { #expect(abs(a - b) < 1e-5) }
  }
}
