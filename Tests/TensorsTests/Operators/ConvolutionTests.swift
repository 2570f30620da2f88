// SPDX-License-Identifier: GPL-3.0-or-later

import Tensors
import Testing

/// A convolution by its definition, added in `Double`.
private func defined(
  _ input: Tensor, _ weight: Tensor, bias: Tensor?, stride: Int, padding: Int
) -> Tensor {
  let (height, width, channels) = (input.shape[1], input.shape[2], input.shape[3])
  let (outputs, rows, columns) = (weight.shape[0], weight.shape[2], weight.shape[3])
  let shape = [
    input.shape[0], (height + 2 * padding - rows) / stride + 1,
    (width + 2 * padding - columns) / stride + 1, outputs,
  ]
  var values: [Float] = []
  for n in 0..<shape[0] {
    for i in 0..<shape[1] {
      for j in 0..<shape[2] {
        for o in 0..<outputs {
          var sum = Double(bias?.values[o] ?? 0)
          for u in 0..<rows {
            for v in 0..<columns {
              let (h, k) = (stride * i + u - padding, stride * j + v - padding)
              guard 0..<height ~= h, 0..<width ~= k else { continue }
              for c in 0..<channels {
                sum +=
                  Double(input.values[((n * height + h) * width + k) * channels + c])
                  * Double(weight.values[((o * channels + c) * rows + u) * columns + v])
              }
            }
          }
          values.append(Float(sum))
        }
      }
    }
  }
  return Tensor(values, shape: shape)
}

/// A convolution of given extents.
struct ConvolutionCase: CustomTestStringConvertible, Sendable {
  let input: [Int]
  let weight: [Int]
  let stride: Int
  let padding: Int
  let withBias: Bool
  var testDescription: String {
    "\(input) with \(weight), stride \(stride), padding \(padding), bias \(withBias)"
  }

  init(
    _ input: [Int], _ weight: [Int], stride: Int = 1, padding: Int = 0, withBias: Bool = true
  ) {
    (self.input, self.weight) = (input, weight)
    (self.stride, self.padding, self.withBias) = (stride, padding, withBias)
  }

  var tensors: [Tensor] {
    [tensor(input, salt: 31), tensor(weight, salt: 32)]
      + (withBias ? [tensor([weight[0]], salt: 33)] : [])
  }

  func result(_ tensors: [Tensor]) -> Tensor {
    convolution(
      tensors[0], tensors[1], bias: withBias ? tensors[2] : nil, stride: stride, padding: padding)
  }

  /// Small enough for differences in every value.
  static let small: [ConvolutionCase] = [
    ConvolutionCase([2, 4, 5, 3], [2, 3, 3, 3], padding: 1),
    ConvolutionCase([1, 5, 5, 1], [3, 1, 3, 3]),
    ConvolutionCase([2, 5, 4, 2], [3, 2, 3, 3], stride: 2, padding: 1, withBias: false),
    ConvolutionCase([2, 4, 4, 2], [2, 2, 1, 1], stride: 2),
    ConvolutionCase([2, 3, 3, 3], [2, 3, 1, 1]),
    ConvolutionCase([3, 4, 4, 2], [3, 2, 4, 4]),
    ConvolutionCase([1, 2, 3, 1], [1, 1, 2, 1], withBias: false),
    ConvolutionCase([2, 4, 4, 3], [1, 3, 1, 1]),
    ConvolutionCase([0, 4, 4, 2], [3, 2, 3, 3], padding: 1),
  ]

  /// The extents of the convolutional models, a few trials of each.
  static let ofModels: [ConvolutionCase] = [
    ConvolutionCase([3, 16, 16, 1], [32, 1, 3, 3], padding: 1),
    ConvolutionCase([3, 28, 28, 1], [32, 1, 3, 3]),
    ConvolutionCase([2, 16, 16, 32], [32, 32, 3, 3], padding: 1),
    ConvolutionCase([2, 16, 16, 32], [64, 32, 3, 3], stride: 2, padding: 1),
    ConvolutionCase([3, 8, 8, 64], [64, 64, 3, 3], padding: 1),
    ConvolutionCase([3, 13, 13, 64], [128, 64, 3, 3], stride: 2, padding: 1),
    ConvolutionCase([2, 16, 16, 32], [16, 32, 1, 1], stride: 2),
    ConvolutionCase([2, 26, 26, 32], [64, 32, 1, 1], stride: 2),
    ConvolutionCase([5, 4, 4, 128], [128, 128, 3, 3], padding: 1),
    ConvolutionCase([5, 4, 4, 128], [128, 128, 4, 4]),
    ConvolutionCase([2, 2, 2, 256], [256, 256, 3, 3], padding: 1),
    ConvolutionCase([2, 28, 28, 16], [1, 16, 1, 1]),
    ConvolutionCase([3, 8, 8, 256], [128, 256, 1, 1]),
    // Pictures that tiles of 4 × 4 do not fill, panels of 16 columns, every padding of a 3 × 3 filter.
    ConvolutionCase([3, 13, 13, 64], [64, 64, 3, 3], padding: 1),
    ConvolutionCase([2, 7, 6, 16], [48, 16, 3, 3], padding: 1),
    ConvolutionCase([1, 6, 9, 32], [16, 32, 3, 3]),
    ConvolutionCase([2, 5, 6, 16], [16, 16, 3, 3], padding: 2),
  ]
}

@Suite("Convolution")
struct ConvolutionTests {
  @Test(
    "The result is that of the definition",
    arguments: ConvolutionCase.small + ConvolutionCase.ofModels)
  func definition(_ item: ConvolutionCase) {
    let tensors = item.tensors
    let found = item.result(tensors)
    let expected = defined(
      tensors[0], tensors[1], bias: item.withBias ? tensors[2] : nil, stride: item.stride,
      padding: item.padding)
    #expect(found.shape == expected.shape)
    let error = zip(found.values, expected.values).map { abs($0 - $1) }.max() ?? 0
    // Each of the K additions rounds a partial sum of order √K/3 at 6e-8; the worst of all results.
    #expect(Double(error) < 1e-6 + 1e-7 * Double(item.weight.dropFirst().reduce(1, *)))
  }

  @Test("The record agrees with central differences", arguments: ConvolutionCase.small)
  func derivatives(_ item: ConvolutionCase) {
    #expect(largestGradientError(of: item.tensors, item.result) < 4e-4)
  }

  @Test(
    "The record of the backward pass agrees with central differences",
    arguments: ConvolutionCase.small)
  func secondDerivatives(_ item: ConvolutionCase) {
    #expect(
      largestGradientError(of: item.tensors, second: true) { square(item.result($0)) } < 2e-2)
  }

  @Test("Slopes are the adjoints of the result", arguments: ConvolutionCase.ofModels)
  func adjoints(_ item: ConvolutionCase) {
    func dot(_ a: Tensor, _ b: Tensor) -> Double {
      zip(a.values, b.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let leaves = item.tensors.map { $0.recorded() }
    let result = item.result(leaves)
    let weights = tensor(result.shape, salt: 34)
    let slopes = gradient(of: (result * weights).sum(), withRespectTo: leaves)
    let bias = zip(weights.values, 0...).reduce(into: [Double](repeating: 0, count: item.weight[0]))
    { $0[$1.1 % item.weight[0]] += Double($1.0) }
    // <c, x∗w> = <∂x, x> = <∂w, w>, the bias aside.
    let whole = dot(result, weights) - dot(slopes[2], leaves[2])
    let scale = Double(result.count).squareRoot()
    #expect(abs(dot(slopes[0], leaves[0]) - whole) < 1e-4 * scale)
    #expect(abs(dot(slopes[1], leaves[1]) - whole) < 1e-4 * scale)
    #expect(zip(slopes[2].values, bias).allSatisfy { abs(Double($0) - $1) < 1e-4 })
  }

  @Test("Threads change no bit")
  func threads() {
    @Sendable func values(_ index: Int) -> [[Float]] {
      let item = ConvolutionCase.ofModels[index % ConvolutionCase.ofModels.count]
      let leaves = item.tensors.map { $0.recorded() }
      let result = item.result(leaves)
      let slopes = gradient(of: square(result).sum(), withRespectTo: leaves)
      return ([result] + slopes).map(\.values)
    }
    let count = 3 * ConvolutionCase.ofModels.count
    #expect(
      inParallel(count: count, threads: 1, values) == inParallel(count: count, threads: 4, values))
  }
}
