// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import StimulusTesting
import Testing

import Stimuli

@Suite("Whitening")
struct WhiteningTests {
  static let width = 60
  static let height = 36
  static let frequencies = [(1, 0), (0, 1), (3, 2), (20, 5), (7, 17), (30, 18), (29, 0), (0, 18)]

  /// The largest difference between a filtered grating and the grating times the analytic gain,
  /// in units of the filter's largest gain, about 0.16.
  private func error(u: Int, v: Int, filter: (GrayImage) -> GrayImage) -> Double {
    let grating = TestPictures.grating(
      width: WhiteningTests.width, height: WhiteningTests.height, u: u, v: v)
    let across = Double(u) / Double(WhiteningTests.width)
    let down = Double(v) / Double(WhiteningTests.height)
    let frequency = (across * across + down * down).squareRoot()
    let gain = frequency * exp(-pow(frequency / 0.35, 4))
    let errors = zip(filter(grating).pixels, grating.pixels).map {
      abs(Double($0) - gain * Double($1))
    }
    return (errors.max() ?? .infinity) / 0.16
  }

  @Test("A sinusoid comes out scaled by the analytic gain", arguments: frequencies)
  func analyticGain(u: Int, v: Int) {
    #expect(error(u: u, v: v, filter: Whitening(cutoff: 0.35).apply(to:)) < 1e-5)
  }

  @Test(
    "The same check rejects the filter on a centred grid", arguments: [(1, 0), (3, 2), (20, 5)])
  func centeredGridIsRejected(u: Int, v: Int) {
    // Shifting the spectrum by half its width is multiplying the picture by ±1 in a chequerboard.
    func chequered(_ image: GrayImage) -> GrayImage {
      var result = image
      for index in image.pixels.indices
      where (index / image.width + index % image.width) % 2 == 1 {
        result.pixels[index].negate()
      }
      return result
    }
    let wrong = error(u: u, v: v) { chequered(Whitening(cutoff: 0.35).apply(to: chequered($0))) }
    #expect(wrong > 0.05)
  }

  @Test("A constant disappears") func constant() {
    let image = GrayImage(width: 9, height: 10, pixels: [Float](repeating: 200, count: 90))
    #expect(Whitening().apply(to: image).pixels.allSatisfy { abs($0) < 1e-5 })
  }

  @Test("The gain is largest where its slope vanishes, at f0 / √2") func peak() {
    let whitening = Whitening(cutoff: 0.4)
    let peak = 0.4 / 2.0.squareRoot()
    #expect(whitening.gain(at: peak) > whitening.gain(at: peak - 1e-4))
    #expect(whitening.gain(at: peak) > whitening.gain(at: peak + 1e-4))
    #expect(whitening.gain(at: 0) == 0)
  }
}
