// SPDX-License-Identifier: GPL-3.0-or-later

import StimulusTesting
import Testing

import Stimuli

@Suite("Pixel moments")
struct PixelMomentsTests {
  @Test("Standardised pixels have mean 0 and variance 1 to rounding") func standardize() throws {
    let patch = TestPictures.noise(width: 16, height: 16).pixels.map { 40 * $0 + 1000 }
    let result = try #require(PixelMoments(patch).standardize(patch))
    let moments = PixelMoments(result)
    #expect(abs(moments.mean) < 1e-7)
    #expect(abs(moments.second - 1) < 1e-6)
  }

  @Test(
    "Pixels without spread have neither a standard form nor a kurtosis", arguments: [0, 7, 1e9])
  func flat(value: Float) {
    let moments = PixelMoments([Float](repeating: value, count: 256))
    #expect(moments.isFlat)
    #expect(moments.kurtosis == nil)
    #expect(moments.standardize([Float](repeating: value, count: 256)) == nil)
  }

  @Test("Moments follow their definition") func definition() {
    let moments = PixelMoments([0, 0, 0, 4])
    #expect(moments.mean == 1)
    #expect(moments.second == 3)
    #expect(moments.fourth == 21)
    #expect(moments.kurtosis == 21.0 / 9)
  }

  @Test("A picture with a value that is no number is not standardised") func notANumber() {
    #expect(PixelMoments([1, .nan, 2]).standardize([1, .nan, 2]) == nil)
    #expect(PixelMoments([1, .infinity, 2]).standardize([1, .infinity, 2]) == nil)
  }
}
