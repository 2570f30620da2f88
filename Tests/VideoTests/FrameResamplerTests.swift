// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import StimulusTesting
import Testing

import Stimuli
import Video

@Suite("Video: scaling frames")
struct VideoFrameResamplerTests {
  private func resample(_ image: GrayImage, to size: FrameSize) -> GrayImage {
    var resampler = FrameResampler(from: image.size, to: size)
    var result = TestPictures.noise(width: size.width, height: size.height)
    resampler.resample(image, into: &result)
    return result
  }

  @Test("Whole factors average whole blocks")
  func blocks() {
    let image = TestPictures.noise(width: 12, height: 8)
    let small = resample(image, to: FrameSize(width: 4, height: 4))
    for row in 0..<4 {
      for column in 0..<4 {
        var sum: Float = 0
        for y in 0..<2 { for x in 0..<3 { sum += image[2 * row + y, 3 * column + x] } }
        #expect(abs(small[row, column] - sum / 6) < 1e-6)
      }
    }
  }

  @Test("Averages keep the mean, and a line cut between pixels counts with its shares")
  func shares() {
    let image = GrayImage(width: 3, height: 1, pixels: [1, 0, 0.5])
    let small = resample(image, to: FrameSize(width: 2, height: 1))
    // 1.5 input pixels each.
    #expect(abs(small.pixels[0] - 1 / 1.5) < 1e-6 && abs(small.pixels[1] - 0.5 / 1.5) < 1e-6)
    for seed in UInt64(1)..<20 {
      let image = TestPictures.noise(
        width: 17 + Int(seed * 13 % 23), height: 19 + Int(seed * 7 % 29), seed: seed)
      let size = FrameSize(width: 1 + Int(seed * 5 % 16), height: 1 + Int(seed * 11 % 18))
      #expect(abs(resample(image, to: size).mean - image.mean) < 1e-6)
    }
  }

  @Test("Enlarging interpolates between centres and repeats the border")
  func enlarging() {
    let image = GrayImage(width: 2, height: 1, pixels: [0, 1])
    let large = resample(image, to: FrameSize(width: 4, height: 3))
    for row in 0..<3 {
      #expect((0..<4).map { large[row, $0] } == [0, 0.25, 0.75, 1])
    }
  }

  @Test("The same size changes nothing, a constant stays one")
  func identity() {
    let image = TestPictures.noise(width: 7, height: 5)
    #expect(resample(image, to: image.size) == image)
    let gray = GrayImage(width: 9, height: 7, pixels: [Float](repeating: 0.3, count: 63))
    for size in [FrameSize(width: 4, height: 13), FrameSize(width: 1, height: 1)] {
      #expect(resample(gray, to: size).pixels.allSatisfy { abs($0 - 0.3) < 1e-6 })
    }
    #expect(
      resample(GrayImage(width: 1, height: 1, pixels: [0.5]), to: FrameSize(width: 3, height: 2))
        .pixels == [Float](repeating: 0.5, count: 6))
  }
}
