// SPDX-License-Identifier: GPL-3.0-or-later

import Randomness
import Testing

import Stimuli

@Suite("Patch sampler")
struct PatchSamplerTests {
  /// A picture whose pixels tell their own place.
  private func numbered(width: Int, height: Int) -> GrayImage {
    GrayImage(width: width, height: height, pixels: (0..<width * height).map(Float.init))
  }

  @Test("Every patch is a square of the picture that keeps the margin")
  func squares() {
    let sampler = PatchSampler(side: 5, count: 200, margin: 2)
    var generator = SeedSequence(3).generator(for: "test")
    let patches = sampler.patches(of: numbered(width: 20, height: 12), using: &generator)
    #expect(patches.count == 200 * 25)
    for start in stride(from: 0, to: patches.count, by: 25) {
      let corner = Int(patches[start])
      let (row, column) = (corner / 20, corner % 20)
      #expect((2...5).contains(row) && (2...13).contains(column))
      for offset in 0..<25 {
        let expected = (row + offset / 5) * 20 + column + offset % 5
        #expect(patches[start + offset] == Float(expected))
      }
    }
  }

  /// Pearson's statistic of 9000 corners over nine places; 31.8 is exceeded with probability 1e-4.
  private func statistic(_ corners: [Int]) -> Double {
    var counts = [Int](repeating: 0, count: 9)
    for corner in corners { counts[corner] += 1 }
    let expected = Double(corners.count) / 9
    return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }

  @Test("All corners are equally likely, at a false-alarm rate of 1e-4, and a lame sampler is seen")
  func uniformity() {
    var generator = SeedSequence(11).generator(for: "test")
    let patches = PatchSampler(side: 4, count: 9000, margin: 0)
      .patches(of: numbered(width: 6, height: 6), using: &generator)
    let corners = stride(from: 0, to: patches.count, by: 16).map { start in
      Int(patches[start]) / 6 * 3 + Int(patches[start]) % 6
    }
    #expect(statistic(corners) < 31.8)
    let lame = corners.enumerated().map { $0 % 20 == 0 ? 0 : $1 }
    #expect(statistic(lame) > 31.8)
  }
}
