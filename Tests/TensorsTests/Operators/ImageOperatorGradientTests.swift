// SPDX-License-Identifier: GPL-3.0-or-later

import Tensors
import Testing

extension OperatorCase {
  /// Operators on [trials, height, width, channels], and those on the last axis.
  static let onImages: [OperatorCase] = spatial + onChannels

  private static let shapes = [
    [2, 4, 4, 3], [1, 3, 5, 17], [3, 1, 1, 4], [1, 2, 3, 1], [0, 2, 2, 3],
  ]

  private static let spatial: [OperatorCase] = shapes.flatMap { shape in
    let x = tensor(shape, salt: 21)
    let skip = tensor(shape, salt: 22)
    let factors = tensor([shape[0], shape[3]], salt: 23)
    return [
      OperatorCase(name: "mean over space", inputs: [x]) { meanOverSpace(square($0[0])) },
      OperatorCase(name: "channel scaling", inputs: [x, factors]) {
        scaleChannels($0[0], by: $0[1])
      },
      OperatorCase(name: "channel scaling and skip", inputs: [x, factors, skip]) {
        scaleChannels($0[0], by: $0[1], addingTo: $0[2])
      },
      OperatorCase(name: "upsampling", inputs: [x]) { square($0[0]).upsampled(by: 2) },
      OperatorCase(name: "resizing to fewer pixels", inputs: [x]) {
        square($0[0]).resizedToNearest(height: 1, width: max(1, shape[2] - 1))
      },
      OperatorCase(name: "resizing to 7 × 5", inputs: [x]) {
        square($0[0]).resizedToNearest(height: 7, width: 5)
      },
      OperatorCase(name: "cropping", inputs: [x]) { square($0[0]).subsampled(top: 1, left: 1) },
      OperatorCase(name: "subsampling", inputs: [x]) {
        square($0[0]).subsampled(top: 0, left: 1, stride: 2)
      },
      OperatorCase(name: "channels first", inputs: [x]) { square($0[0]).withChannelsFirst() },
      OperatorCase(name: "channels last", inputs: [x]) { square($0[0]).withChannelsLast() },
    ]
  }

  private static let onChannels: [OperatorCase] = [[2, 2, 3, 4], [3, 17], [2, 2], [0, 3]].flatMap {
    shape in
    let x = tensor(shape, salt: 24)
    let other = tensor(shape.dropLast() + [3], salt: 25)
    let columns = shape[shape.count - 1]
    return [
      OperatorCase(name: "concatenation", inputs: [x, other]) {
        concatenateChannels([$0[0], square($0[1]), $0[0]])
      },
      OperatorCase(name: "channels", inputs: [x]) { square($0[0]).channels(1..<2) },
      OperatorCase(name: "normalised rows", inputs: [x]) { normalizeRows($0[0], epsilon: 0.1) },
      OperatorCase(
        name: "layer normalisation",
        inputs: [x, tensor([columns], salt: 26), tensor([columns], salt: 27)]
      ) { layerNormalization($0[0], weight: $0[1], bias: $0[2], epsilon: 0.1) },
    ]
  }
}

@Suite("Derivatives of operators on images")
struct ImageOperatorGradientTests {
  @Test("The record agrees with central differences", arguments: OperatorCase.onImages)
  func first(_ item: OperatorCase) {
    #expect(largestGradientError(of: item.inputs, item.operation) < 4e-4)
  }

  @Test(
    "The record of the backward pass agrees with central differences",
    arguments: OperatorCase.onImages)
  func second(_ item: OperatorCase) {
    #expect(largestGradientError(of: item.inputs, second: true, item.operation) < 4e-3)
  }
}
