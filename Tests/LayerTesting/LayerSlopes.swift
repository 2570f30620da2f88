// SPDX-License-Identifier: GPL-3.0-or-later

package import InterspikeTesting
package import Learning
package import Randomness
package import Tensors

/// Numbers that look arbitrary and never change, in [lower, upper).
package func arbitrary(
  _ shape: [Int], from lower: Float = -1, to upper: Float = 1, salt: Int = 0
) -> Tensor {
  var state = UInt64(truncatingIfNeeded: salt &* 7919 &+ 12345)
  let values = (0..<shape.reduce(1, *)).map { _ -> Float in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return lower + (upper - lower) * Float(state >> 40) / Float(1 << 24)
  }
  return Tensor(values, shape: shape)
}

/// A layer and an input, seen as one function of all their numbers.
package struct LayerSlopes {
  let layer: any Layer
  let input: Tensor
  let address: DrawAddress?

  /// A layer at an input; with an address, its noise too.
  package init(layer: any Layer, input: Tensor, address: DrawAddress? = nil) {
    self.layer = layer
    self.input = input
    self.address = address
  }

  /// Parameters in order, then the input.
  var numbers: [Float] { layer.parameters.flatMap(\.tensor.values) + input.values }

  /// A weighted sum of the outputs of about 1, added in `Double`.
  func value(at numbers: [Float]) -> Double {
    var (copy, next) = (layer, 0)
    copy.forEachParameter { _, value in
      value = Tensor(Array(numbers[next..<(next + value.count)]), shape: value.shape)
      next += value.count
    }
    let output = copy(Tensor(Array(numbers[next...]), shape: input.shape), noise: address)
    return zip(output.values, weights(of: output).values).reduce(0) {
      $0 + Double($1.0) * Double($1.1)
    }
  }

  /// Its gradient by the record.
  func gradient() -> [Float] {
    func slopes(_ layer: some Layer) -> [Tensor] {
      let (recorded, leaves) = layer.recorded()
      let leaf = input.recorded()
      let output = recorded(leaf, noise: address)
      return Tensors.gradient(
        of: (output * weights(of: output)).sum(), withRespectTo: leaves + [leaf])
    }
    return slopes(layer).flatMap(\.values)
  }

  /// Checks some coordinates of every parameter and of the input against differences.
  package func check(coordinatesOfEach limit: Int = 12) -> GradientCheck.Report {
    var (chosen, start) = ([Int](), 0)
    for count in layer.parameters.map(\.tensor.count) + [input.count] {
      chosen += (0..<min(limit, count)).map { start + $0 * count / min(limit, count) }
      start += count
    }
    return GradientCheck(steps: [1e-2, 3e-3, 1e-3, 3e-4]).check(
      at: numbers, gradient: gradient(), coordinates: chosen, of: value(at:))
  }

  private func weights(of output: Tensor) -> Tensor {
    arbitrary(output.shape, salt: 99) * (1 / Float(max(output.count, 1)).squareRoot())
  }
}
