// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Randomness
import StimulusTesting
import Testing

import Stimuli
import Video

@Suite("Video: whitening of whole frames")
struct VideoFrameWhiteningTests {
  /// Something between noise and a photograph, in 0 … 1.
  static func scene(_ size: FrameSize, seed: UInt64 = 1) -> GrayImage {
    var image = TestPictures.noise(width: size.width, height: size.height, seed: seed)
    for index in image.pixels.indices {
      let (x, y) = (Double(index % size.width), Double(index / size.width))
      let shape = sin(x / 9 + Double(seed)) * cos(y / 7) + (x > 20 ? 0.5 : 0)
      image.pixels[index] = Float(0.5 + 0.2 * shape) + 0.05 * image.pixels[index]
    }
    return image
  }

  static let sizes = [
    (64, 48), (60, 36), (65, 49), (37, 23), (16, 16), (15, 90), (121, 26), (128, 13), (160, 90),
  ]

  @Test("A frame gets what a photograph gets", arguments: sizes)
  func likePhotographs(width: Int, height: Int) throws {
    let size = FrameSize(width: width, height: height)
    let image = Self.scene(size)
    // Photographs are decoded to 0 … 255.
    var photograph = image
    for index in photograph.pixels.indices { photograph.pixels[index] *= 255 }
    let expected = try #require(PhotographPatches().normalize(photograph)).normalized
    let found = FrameWhitening(size: size).whiten(image)
    let worst = zip(found.pixels, expected.pixels).map { abs($0 - $1) }.max() ?? 1
    #expect(worst < 2e-4, "\(worst)")
    // Without gain control: the whitened picture of variance 1.
    let plain = FrameWhitening(size: size, contrast: nil).whiten(image)
    let whitened = try #require(PhotographPatches().normalize(photograph)).whitened
    let most = zip(plain.pixels, whitened.pixels).map { abs($0 - $1) }.max() ?? 1
    #expect(most < 2e-4, "\(most)")
  }

  @Test("The same check rejects another cutoff")
  func otherCutoff() throws {
    let size = FrameSize(width: 64, height: 48)
    let image = Self.scene(size)
    let expected = try #require(PhotographPatches().normalize(image)).normalized
    let found = FrameWhitening(size: size, whitening: Whitening(cutoff: 0.36)).whiten(image)
    #expect((zip(found.pixels, expected.pixels).map { abs($0 - $1) }.max() ?? 0) > 2e-3)
  }

  @Test("Every instruction set gives the same bits", arguments: sizes)
  func instructionSets(width: Int, height: Int) {
    let size = FrameSize(width: width, height: height)
    let image = Self.scene(size)
    let sets = InstructionSet.allCases.filter(\.isSupported)
    var results: [[GrayImage]] = []
    for set in sets {
      let whitening = FrameWhitening(
        size: size, whitening: Whitening(), contrast: ContrastNormalization(), memory: nil,
        faintest: 1e-4, regularization: 0.02, instructionSet: set)
      let whitened = whitening.whiten(image)
      var restored = image
      whitening.restore(whitened, into: &restored)
      results.append([whitened, restored])
    }
    #expect(results.dropFirst().allSatisfy { $0 == results[0] })
  }

  @Test("A frame of one grey becomes 0, the faintest noise stays faint")
  func flat() {
    let size = FrameSize(width: 33, height: 20)
    let gray = GrayImage(
      width: 33, height: 20, pixels: [Float](repeating: 0.7, count: size.pixels))
    let whitening = FrameWhitening(size: size)
    #expect(whitening.whiten(gray).pixels.allSatisfy { abs($0) < 1e-2 })
    var noisy = gray
    let noise = TestPictures.noise(width: 33, height: 20)
    for index in noisy.pixels.indices { noisy.pixels[index] += 1e-5 * noise.pixels[index] }
    #expect(whitening.whiten(noisy).standardDeviation < 0.1)
  }

  @Test("The running level is the average over the frames before, and nothing later changes it")
  func history() throws {
    let size = FrameSize(width: 40, height: 30)
    let memory = 4.0
    let scenes = (0..<6).map { index in
      var image = Self.scene(size, seed: UInt64(index))
      for pixel in image.pixels.indices { image.pixels[pixel] *= Float(index + 1) / 6 }
      return image
    }
    let own = FrameWhitening(size: size)
    let running = FrameWhitening(size: size, memory: memory)
    var history = ContrastHistory()
    var average = 0.0
    for (index, scene) in scenes.enumerated() {
      var result = scene
      running.whiten(scene, into: &result, history: &history)
      let level = try #require(Self.level(of: scene))
      let expected = Self.divided(scene, level: index == 0 ? level : average)
      for (a, b) in zip(result.pixels, expected) { #expect(abs(a - b) < 1e-3) }
      average = index == 0 ? level : average + (1 - exp(-1 / memory)) * (level - average)
      #expect(abs(Double(history.level ?? 0) - average) < 1e-5)
      if index == 0 { #expect(result == own.whiten(scene)) }
    }
    // A saved history goes on as if nothing had happened.
    var restored = try JSONDecoder().decode(
      ContrastHistory.self, from: try JSONEncoder().encode(history))
    var (one, two) = (scenes[0], scenes[0])
    running.whiten(scenes[0], into: &one, history: &history)
    FrameWhitening(size: size, memory: memory).whiten(
      scenes[0], into: &two, history: &restored)
    #expect(one == two && history == restored)
  }

  /// Local detail and contrast of the whitened scene, by the code that prepares photographs.
  private static func parts(_ image: GrayImage) -> (detail: [Double], spread: [Double]) {
    let contrast = ContrastNormalization()
    let whitened = Whitening().apply(to: image).pixels.map(Double.init)
    let local = contrast.smooth(whitened, width: image.width, height: image.height)
    let detail = zip(whitened, local).map { $0 - $1 }
    let power = contrast.smooth(detail.map { $0 * $0 }, width: image.width, height: image.height)
    return (detail, power.map { $0.squareRoot() })
  }

  private static func level(of image: GrayImage) -> Double? {
    let spread = parts(image).spread
    return spread.reduce(0, +) / Double(spread.count)
  }

  private static func divided(_ image: GrayImage, level: Double) -> [Float] {
    let (detail, spread) = parts(image)
    return zip(detail, spread).map { Float($0 / max($1, level)) }
  }

  @Test("What was whitened is restored, but for what the filter has taken away")
  func restore() {
    let size = FrameSize(width: 160, height: 96)
    // Waves of 5 to 16 pixels: inside the band.
    var image = GrayImage(
      width: 160, height: 96, pixels: [Float](repeating: 0.5, count: size.pixels))
    for (u, v) in [(10, 6), (20, 3), (5, 18), (24, 8)] {
      let wave = TestPictures.grating(width: 160, height: 96, u: u, v: v)
      for index in image.pixels.indices { image.pixels[index] += 0.1 * wave.pixels[index] }
    }
    let whitening = FrameWhitening(size: size)
    let whitened = whitening.whiten(image)
    var restored = image
    whitening.restore(whitened, into: &restored)
    // R is at least .08 there: R²/(R² + ε²) ≥ .94.
    let worst = zip(restored.pixels, image.pixels).map { abs($0 - $1) }.max() ?? 1
    #expect(worst < 0.04, "\(worst)")
    #expect(abs(restored.mean - image.mean) < 1e-4)
    let exact = FrameWhitening(size: size, regularization: 1e-3)
    exact.restore(exact.whiten(image), into: &restored)
    let most = zip(restored.pixels, image.pixels).map { abs($0 - $1) }.max() ?? 1
    #expect(most < 1e-3, "\(most)")
  }

  @Test("Whitened values are shown around middle grey")
  func display() {
    let values = GrayImage(width: 4, height: 1, pixels: [-3, 0, 3, 1.5])
    var shown = values
    FrameWhitening.display(values, into: &shown)
    #expect(shown.pixels == [0, 0.5, 1, 0.75])
  }

  @Test("Frames do not leak into each other")
  func independence() {
    let size = FrameSize(width: 50, height: 34)
    let whitening = FrameWhitening(size: size)
    let first = whitening.whiten(Self.scene(size, seed: 3))
    _ = whitening.whiten(Self.scene(size, seed: 4))
    #expect(whitening.whiten(Self.scene(size, seed: 3)) == first)
  }
}
