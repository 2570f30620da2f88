// SPDX-License-Identifier: GPL-3.0-or-later

import StimulusTesting
import Testing

import Stimuli
import Video

@Suite("Video: scene changes")
struct SceneChangesTests {
  static let size = FrameSize(width: 48, height: 32)

  private func cuts(_ images: [GrayImage]) -> [Int] {
    var changes = SceneChanges()
    for image in images { changes.add(image) }
    return changes.cuts
  }

  private func scene(_ seed: UInt64, brighter: Float = 0) -> GrayImage {
    var image = VideoFrameWhiteningTests.scene(Self.size, seed: seed)
    for index in image.pixels.indices { image.pixels[index] += brighter }
    return image
  }

  @Test("Hard cuts are found, also after a single frame, from and to black")
  func hard() {
    let still = [GrayImage](repeating: scene(1), count: 7)
    #expect(cuts(still) == [])
    #expect(cuts(still + [GrayImage](repeating: scene(3), count: 4)) == [7])
    #expect(cuts(still + [scene(3)] + still) == [7, 8])
    #expect(cuts(still + [VideoFrame(size: Self.size).image] + still) == [7, 8])
    #expect(cuts([scene(1), scene(3)]) == [1])
  }

  @Test("A film that is different at every frame has no cuts, nor has one that grows brighter")
  func soft() {
    #expect(cuts((0..<20).map { TestPictures.levels(Self.size, seed: $0) }) == [])
    #expect(cuts((0..<20).map { scene(1, brighter: $0 < 9 ? 0 : 0.5) }) == [])
    #expect(cuts([]) == [] && cuts([scene(1)]) == [])
  }

  @Test("The difference is 0 for equal frames, about 1 for unrelated ones, 2 for opposite ones")
  func scale() {
    let noise = TestPictures.noise(width: 48, height: 32, seed: 4)
    var opposite = noise
    for index in opposite.pixels.indices { opposite.pixels[index] *= -1 }
    var changes = SceneChanges()
    for image in [noise, noise, opposite, TestPictures.noise(width: 48, height: 32, seed: 5)] {
      changes.add(image)
    }
    #expect(changes.differences[0] == 0)
    #expect(abs(changes.differences[1] - 2) < 1e-5)
    #expect(abs(changes.differences[2] - 1) < 0.1)
  }
}
