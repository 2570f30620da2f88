// SPDX-License-Identifier: GPL-3.0-or-later

internal import CConvolution

/// The extents of a convolution, checked against each other.
struct ConvolutionGeometry: Sendable {
  let input: [Int]
  let weight: [Int]
  let stride: Int
  let padding: Int
  /// [trials, height, width, outputs].
  let output: [Int]

  /// - Precondition: `input` is [trials, height, width, channels] and `weight` [outputs, channels, height,
  ///   width], no larger than the padded picture.
  init(input: [Int], weight: [Int], stride: Int, padding: Int) {
    let pair = "pictures of shape \(input) and a weight of shape \(weight)"
    guard input.count == 4 && weight.count == 4 else {
      fatalError("\(pair) do not both have four axes")
    }
    guard input[3] == weight[1] else {
      fatalError("\(pair) differ in their channels")
    }
    guard stride >= 1 && padding >= 0 else {
      fatalError("\(pair) have the stride \(stride) and the padding \(padding)")
    }
    let room = (1...2).map { input[$0] + 2 * padding - weight[$0 + 1] }
    guard (room.allSatisfy { $0 >= 0 } && weight.allSatisfy { $0 >= 1 }) else {
      fatalError("\(pair) do not fit with the padding \(padding)")
    }
    self.input = input
    self.weight = weight
    self.stride = stride
    self.padding = padding
    output = [input[0]] + room.map { $0 / stride + 1 } + [weight[0]]
  }

  fileprivate var foreign: convolution_geometry {
    convolution_geometry(
      trials: input[0], height: input[1], width: input[2], channels: input[3],
      outputs: weight[0], kernel_height: weight[2], kernel_width: weight[3],
      stride: stride, padding: padding)
  }

  fileprivate func expect(_ status: Int32) {
    guard status == 0 else {
      fatalError(
        "oneDNN refused (status \(status)) a convolution of pictures of shape \(input) with a weight of "
          + "shape \(weight), stride \(stride) and padding \(padding)")
    }
  }
}

/// Convolutions of whole arrays, on the calling thread alone.
enum ConvolutionKernels {
  /// The result, with the shape `geometry.output`.
  static func result(
    _ geometry: ConvolutionGeometry, input: [Float], weight: [Float], bias: [Float]?
  ) -> [Float] {
    input.withUnsafeBufferPointer { x in
      weight.withUnsafeBufferPointer { w in
        Elementwise.filled(Tensor.count(of: geometry.output)) { result in
          func run(_ b: UnsafePointer<Float>?) {
            geometry.expect(
              convolution_forward(geometry.foreign, x.baseAddress, w.baseAddress, b, result))
          }
          guard let bias else { return run(nil) }
          bias.withUnsafeBufferPointer { run($0.baseAddress) }
        }
      }
    }
  }

  /// The slope along the input, with the shape `geometry.input`.
  static func inputSlope(
    _ geometry: ConvolutionGeometry, cotangent: [Float], weight: [Float]
  ) -> [Float] {
    cotangent.withUnsafeBufferPointer { c in
      weight.withUnsafeBufferPointer { w in
        Elementwise.filled(Tensor.count(of: geometry.input)) { result in
          geometry.expect(
            convolution_input_slope(geometry.foreign, c.baseAddress, w.baseAddress, result))
        }
      }
    }
  }

  /// The slopes along the weight, with the shape `geometry.weight`, and along the bias.
  static func weightSlope(
    _ geometry: ConvolutionGeometry, input: [Float], cotangent: [Float], withBias: Bool
  ) -> (weight: [Float], bias: [Float]) {
    guard !cotangent.isEmpty else {
      return (
        [Float](repeating: 0, count: Tensor.count(of: geometry.weight)),
        [Float](repeating: 0, count: withBias ? geometry.weight[0] : 0)
      )
    }
    var weight: [Float] = []
    let bias = Elementwise.filled(withBias ? geometry.weight[0] : 0) { biasResult in
      weight = run(biasResult)
    }
    return (withBias ? weight : run(nil), bias)

    func run(_ biasResult: UnsafeMutablePointer<Float>?) -> [Float] {
      input.withUnsafeBufferPointer { x in
        cotangent.withUnsafeBufferPointer { c in
          Elementwise.filled(Tensor.count(of: geometry.weight)) { result in
            geometry.expect(
              convolution_weight_slope(
                geometry.foreign, x.baseAddress, c.baseAddress, result, biasResult))
          }
        }
      }
    }
  }
}
