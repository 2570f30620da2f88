// SPDX-License-Identifier: GPL-3.0-or-later

/// Names and shapes of the blocks that published modules are made of.
extension PublishedModule {
  /// How often a convolutional network changes the size of pictures with this many pixels.
  typealias Stages = [(pixels: Int, count: Int)]

  /// How often a convolutional encoder halves.
  static let halvings: Stages = [(16 * 16, 2), (28 * 28, 3), (64 * 64, 4)]
  /// How often a convolutional decoder doubles 2 × 2 places.
  static let doublings: Stages = [(16 * 16, 3), (28 * 28, 4)]

  static func count(of stages: Stages, pixels: Int) -> Int {
    stages.first { $0.pixels == pixels }?.count ?? 0
  }

  static func linear(
    _ name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool
  ) -> [TensorShape] {
    [TensorShape("\(name).weight", [outputs, inputs])]
      + (hasBias ? [TensorShape("\(name).bias", [outputs])] : [])
  }

  static func convolution(
    _ name: String, _ inputs: Int, _ outputs: Int, _ kernel: Int
  ) -> [TensorShape] {
    [
      TensorShape("\(name).weight", [outputs, inputs, kernel, kernel]),
      TensorShape("\(name).bias", [outputs]), TensorShape("\(name).lognorm", [outputs]),
    ]
  }

  static func resDense(_ name: String, _ width: Int, _ expansion: Int) -> [TensorShape] {
    linear("\(name).fc1", width, expansion * width, hasBias: true)
      + linear("\(name).fc2", expansion * width, width, hasBias: true) + [
        TensorShape("\(name).layer_norm.weight", [width]),
        TensorShape("\(name).layer_norm.bias", [width]),
      ]
  }

  /// A residual cell without what it has around it.
  static func cell(
    _ name: String, _ inputs: Int, _ outputs: Int, _ convolutions: Int
  ) -> [TensorShape] {
    let hidden = max(outputs / 16, 4)
    return (0..<convolutions).flatMap { index in
      convolution("\(name).ops.\(index).conv", index == 0 ? inputs : outputs, outputs, 3)
    } + linear("\(name).se.fc.0", outputs, hidden, hasBias: true)
      + linear("\(name).se.fc.2", hidden, outputs, hasBias: true)
  }
}
