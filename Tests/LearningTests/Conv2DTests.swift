// SPDX-License-Identifier: GPL-3.0-or-later

import Learning
import Randomness
import Tensors
import Testing

@Suite("Convolution with weight normalisation")
struct Conv2DTests {
  private func layer() -> Conv2D {
    var generator = SeedSequence(1).generator(for: .weights)
    return Conv2D(inputs: 3, outputs: 4, kernel: 3, stride: 2, padding: 1, using: &generator)
  }

  @Test("Names, shapes and first values are those of the published layer")
  func parameters() {
    let parameters = layer().parameters
    #expect(parameters.map(\.name) == ["weight", "bias", "lognorm"])
    #expect(parameters.map(\.tensor.shape) == [[4, 3, 3, 3], [4], [4]])
    let bound = 1 / Float(27).squareRoot()
    #expect(parameters[0].tensor.values.allSatisfy { abs($0) <= bound })
    #expect(parameters[1].tensor.values.allSatisfy { abs($0) <= bound && $0 != 0 })
    #expect(parameters[2].tensor.values == [0, 0, 0, 0])
  }

  @Test("The scale of the weight does not matter, its learned norm does")
  func normalization() {
    let first = layer()
    let input = Tensor((0..<150).map { Float($0 % 11) / 11 - 0.4 }, shape: [2, 5, 5, 3])
    var larger = first
    larger.weight = first.weight * 8
    var longer = first
    longer.lognorm = Tensor(repeating: 0.5, shape: [4])
    #expect(first(input).shape == [2, 3, 3, 4])
    for (a, b) in zip(first(input).values, larger(input).values) { #expect(abs(a - b) < 1e-5) }
    for index in 0..<first(input).count {
      let bias = first.bias.values[index % 4]
      let (a, b) = (first(input).values[index] - bias, longer(input).values[index] - bias)
      #expect(abs(a * 1.648_721_3 - b) < 1e-5)
    }
  }
}
