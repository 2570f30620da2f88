// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import StimulusTesting
import Testing

import Stimuli

@Suite("Contrast normalisation")
struct ContrastNormalizationTests {
  @Test("A constant becomes exactly 0, up to the border", arguments: [0, 1, -3.7, 1e-20, 1e20])
  func constants(value: Float) {
    let image = GrayImage(width: 20, height: 15, pixels: [Float](repeating: value, count: 300))
    #expect(ContrastNormalization().apply(to: image).pixels == [Float](repeating: 0, count: 300))
  }

  @Test("The window falls to exp(-2) at the middle of its sides") func profile() {
    let profile = ContrastNormalization(side: 13).profile
    #expect(profile.count == 13)
    #expect(profile[6] == 1)
    #expect(profile[0] == exp(-2))
    #expect(profile == profile.reversed())
    #expect(abs(profile[3] - exp(-0.5)) < 1e-15)
  }

  @Test("The smoothing is the weighted mean under the part of the window inside the picture")
  func smoothing() {
    let image = TestPictures.noise(width: 9, height: 6)
    let values = image.pixels.map(Double.init)
    let smooth = ContrastNormalization(side: 7).smooth(values, width: 9, height: 6)
    for row in 0..<6 {
      for column in 0..<9 {
        var (sum, total) = (0.0, 0.0)
        for y in max(0, row - 3)...min(5, row + 3) {
          for x in max(0, column - 3)...min(8, column + 3) {
            let square = Double((y - row) * (y - row) + (x - column) * (x - column)) / 9
            let weight = exp(-square / 0.5)
            sum += weight * values[y * 9 + x]
            total += weight
          }
        }
        #expect(abs(smooth[row * 9 + column] - sum / total) < 1e-14)
      }
    }
  }

  @Test("Brightness and contrast of the whole picture do not matter") func invariance() {
    let image = TestPictures.noise(width: 24, height: 24)
    var other = image
    other.pixels = image.pixels.map { 8 * $0 + 64 }
    let (one, two) = (
      ContrastNormalization().apply(to: image), ContrastNormalization().apply(to: other)
    )
    for (a, b) in zip(one.pixels, two.pixels) { #expect(abs(a - b) < 1e-5) }
  }

  @Test("A region of faint noise is not lifted to the contrast of the rest") func faintRegion() {
    var image = TestPictures.noise(width: 64, height: 32)
    for index in image.pixels.indices where index % 64 < 32 { image.pixels[index] *= 0.001 }
    let result = ContrastNormalization().apply(to: image)
    let faint = result.pixels.indices.filter { $0 % 64 < 20 }.map { abs(result.pixels[$0]) }
    let strong = result.pixels.indices.filter { $0 % 64 > 44 }.map { abs(result.pixels[$0]) }
    #expect((faint.max() ?? 1) < 0.01)
    #expect((strong.max() ?? 0) > 1)
  }
}
