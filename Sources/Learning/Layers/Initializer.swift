// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// A law from which the first values of parameters are drawn, one after another in row-major order.
public struct Initializer: Sendable {
  private let draw: @Sendable (_ fanIn: Int, inout RandomGenerator) -> Double

  /// A law of one value, given how many inputs feed each output.
  public init(_ draw: @escaping @Sendable (_ fanIn: Int, inout RandomGenerator) -> Double) {
    self.draw = draw
  }

  /// Draws a tensor.
  public func tensor(
    _ shape: [Int], fanIn: Int, using generator: inout RandomGenerator
  ) -> Tensor {
    let count = shape.reduce(1, *)
    var values: [Float] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(Float(draw(fanIn, &generator))) }
    return Tensor(values, shape: shape)
  }

  /// The same value everywhere; draws nothing.
  public static func constant(_ value: Double) -> Initializer { Initializer { _, _ in value } }

  /// Zero everywhere; draws nothing.
  public static let zeros = constant(0)

  /// Normal with mean 0.
  public static func normal(standardDeviation: Double) -> Initializer {
    Initializer { _, generator in generator.normal(mean: 0, standardDeviation: standardDeviation) }
  }

  /// Uniform in a range.
  public static func uniform(_ range: Range<Double>) -> Initializer {
    Initializer { _, generator in
      range.lowerBound + (range.upperBound - range.lowerBound) * generator.uniform()
    }
  }

  /// Uniform in ±1/√inputs: PyTorch's default for the weight and the bias of a linear map.
  ///
  /// > Reference: K. He et al., Delving deep into rectifiers, 2015, arXiv:1502.01852, with gain √⅓.
  public static let fanIn = Initializer { inputs, generator in
    let bound = 1 / Double(max(inputs, 1)).squareRoot()
    return bound * (2 * generator.uniform() - 1)
  }
}
