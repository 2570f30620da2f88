// SPDX-License-Identifier: GPL-3.0-or-later

import Tensors
import Testing

@Suite("Values of operators on images")
struct ImageOperatorValueTests {
  /// One image of one channel whose values are their places.
  private func places(_ height: Int, _ width: Int) -> Tensor {
    Tensor((0..<(height * width)).map(Float.init), shape: [1, height, width, 1])
  }

  private func fingerprint(_ tensor: Tensor) -> UInt64 {
    tensor.values.reduce(0xcbf2_9ce4_8422_2325) {
      ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01b3
    }
  }

  @Test("Upsampling turns every pixel into a square")
  func upsampling() {
    let result = places(2, 2).upsampled(by: 2)
    #expect(result.shape == [1, 4, 4, 1])
    #expect(result.values == [0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3])
  }

  @Test("Sixteen pixels become fourteen by leaving out the last of each half")
  func sixteenToFourteen() {
    // ⌊j·16/14⌋
    let kept: [Float] = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14]
    let result = places(1, 16).resizedToNearest(height: 1, width: 14)
    #expect(result.values == kept)
  }

  @Test("Cropping and subsampling take the pixels of their formula")
  func subsampling() {
    #expect(places(3, 3).subsampled(top: 1, left: 1).values == [4, 5, 7, 8])
    #expect(places(4, 4).subsampled(top: 1, left: 0, stride: 2).values == [4, 6, 12, 14])
    #expect(places(3, 3).subsampled(stride: 2).values == [0, 2, 6, 8])
  }

  @Test("Means over space are those of each image and channel")
  func means() {
    let x = Tensor([1, 10, 3, 30, 5, 50, 7, 90], shape: [2, 1, 2, 2])
    #expect(meanOverSpace(x) == Tensor([2, 20, 6, 70], shape: [2, 2]))
  }

  @Test("Scaled channels are added to the skip connection")
  func scaling() {
    let x = Tensor([1, 2, 3, 4], shape: [1, 2, 1, 2])
    let factors = Tensor([10, 100], shape: [1, 2])
    let skip = Tensor([1, 1, 2, 2], shape: [1, 2, 1, 2])
    #expect(scaleChannels(x, by: factors).values == [10, 200, 30, 400])
    #expect(scaleChannels(x, by: factors, addingTo: skip).values == [11, 201, 32, 402])
  }

  @Test("Channels are concatenated and cut again")
  func channels() {
    let left = Tensor([1, 2, 3, 4], shape: [2, 2])
    let right = Tensor([5, 6], shape: [2, 1])
    let joined = concatenateChannels([left, right])
    #expect(joined == Tensor([1, 2, 5, 3, 4, 6], shape: [2, 3]))
    #expect(joined.channels(0..<2) == left)
    #expect(joined.channels(2..<3) == right)
  }

  @Test("Moving the channels and back changes nothing")
  func order() {
    let x = Tensor((0..<12).map(Float.init), shape: [1, 2, 3, 2])
    let first = x.withChannelsFirst()
    #expect(first.shape == [1, 2, 2, 3])
    #expect(first.values == [0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11])
    #expect(first.withChannelsLast() == x)
  }

  @Test("Normalised rows have mean 0 and variance 1 however large they are")
  func normalization() {
    let x = Tensor(sequence(300, from: 999, to: 1001), shape: [3, 100])
    let y = normalizeRows(x)
    for row in 0..<3 {
      let values = y.values[(row * 100)..<(row * 100 + 100)].map(Double.init)
      let mean = values.reduce(0, +) / 100
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100
      #expect(abs(mean) < 1e-6 && abs(variance - 1) < 1e-4)
    }
    let shifted = layerNormalization(
      x, weight: Tensor(repeating: 2, shape: [100]), bias: Tensor(repeating: 1, shape: [100]))
    #expect(shifted == y * 2 + 1)
  }

  @Test("Results are the same bits on every processor")
  func golden() {
    let x = tensor([3, 5, 7, 19], from: -3, to: 3, salt: 31)
    let y = tensor([3, 5, 7, 19], from: -3, to: 3, salt: 32)
    let factors = tensor([3, 19], salt: 33)
    let leaf = x.recorded()
    let loss = (leaf.resizedToNearest(height: 8, width: 9) * 0.5).sum()
    let found = [
      meanOverSpace(x), scaleChannels(x, by: factors, addingTo: y), normalizeRows(x),
      gradient(of: loss, withRespectTo: [leaf])[0],
    ].map(fingerprint)
    let expected: [UInt64] = [
      0x931bb163ee79d3f4,
      0x4eae28f8648086c9,
      0xb30032afe5393c68,
      0x0f67cc005da91597,
    ]
    #expect(found == expected)
  }
}
