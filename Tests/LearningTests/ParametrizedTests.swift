// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Learning
import Randomness
import Tensors
import Testing

@Suite("Parameters and layers")
struct ParametrizedTests {
  private func deep() -> Composition<Linear, Linear> {
    var generator = SeedSequence(1).generator(for: .weights)
    let first = Linear(inputs: 4, outputs: 3, bias: .fanIn, using: &generator)
    return Composition(first, Linear(inputs: 3, outputs: 2, using: &generator))
  }

  @Test("Names, order and count are those of the parts")
  func names() {
    let model = deep()
    #expect(model.parameters.map(\.name) == ["0.weight", "0.bias", "1.weight"])
    #expect(model.parameterCount == 12 + 3 + 6)
  }

  @Test("A linear map multiplies by the transposed weight and adds the bias")
  func linear() {
    let map = Linear(
      weight: Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]), bias: Tensor([10, 20], shape: [2]))
    #expect(map(Tensor([1, 0, -1], shape: [1, 3])) == Tensor([8, 18], shape: [1, 2]))
  }

  @Test("Derivatives of layers agree with central differences")
  func derivatives() {
    let model = deep()
    let input = Tensor((0..<20).map { Float($0 % 7) / 7 - 0.4 }, shape: [5, 4])
    func objective(_ model: Composition<Linear, Linear>) -> Tensor {
      let output = sigmoid(model(input))
      return (output * Tensor((0..<10).map { Float($0) / 10 }, shape: [5, 2])).sum()
    }
    let (recorded, leaves) = model.recorded()
    let slopes = gradient(of: objective(recorded), withRespectTo: leaves)
    let step: Float = 1 / 64
    for (number, parameter) in model.parameters.enumerated() {
      for index in 0..<parameter.tensor.count {
        func moved(_ by: Float) -> Double {
          var (copy, visited) = (model, 0)
          copy.forEachParameter { _, value in
            if visited == number {
              var values = value.values
              values[index] += by
              value = Tensor(values, shape: value.shape)
            }
            visited += 1
          }
          return Double(objective(copy).scalar)
        }
        let difference = (moved(step) - moved(-step)) / (2 * Double(step))
        #expect(abs(difference - Double(slopes[number].values[index])) < 1e-3)
      }
    }
  }

  @Test("Parameters go through a file and come back by name")
  func file() throws {
    let model = deep()
    var file = SafetensorsFile()
    try file.add(model)
    try file.add("optimizer.mean.0.weight", Tensor.zeros([3, 4]))
    var generator = SeedSequence(2).generator(for: .weights)
    var other = Composition(
      Linear(inputs: 4, outputs: 3, bias: .fanIn, using: &generator),
      Linear(inputs: 3, outputs: 2, using: &generator))
    #expect(other.parameters != model.parameters)
    try other.load(from: SafetensorsFile(bytes: file.encoded()))
    #expect(other.parameters == model.parameters)
  }

  @Test("Missing, unknown and misshapen parameters are named and change nothing")
  func refusals() {
    var model = deep()
    let good = model.parameters
    let source = "the given parameters"
    #expect(throws: ParameterError.missing(["0.bias"], source: source)) {
      try model.setParameters([good[0], good[2]])
    }
    #expect(throws: ParameterError.unknown(["x"], source: source)) {
      try model.setParameters(good + [NamedTensor("x", Tensor(1))])
    }
    #expect(
      throws: ParameterError.shape(
        name: "1.weight", expected: [2, 3], found: [3, 2], source: source)
    ) {
      try model.setParameters([good[0], good[1], NamedTensor("1.weight", .zeros([3, 2]))])
    }
    #expect(model.parameters == good)
  }

  @Test("Initialisers draw from their laws, the same for the same seed")
  func initializers() {
    func draw(_ initializer: Initializer, seed: UInt64 = 4) -> [Float] {
      var generator = SeedSequence(seed).generator(for: .weights)
      return initializer.tensor([100, 100], fanIn: 25, using: &generator).values
    }
    func deviation(_ values: [Float]) -> Double {
      let squares = values.reduce(0.0) { $0 + Double($1) * Double($1) }
      return (squares / Double(values.count)).squareRoot()
    }
    #expect(draw(.zeros).allSatisfy { $0 == 0 })
    // The standard error of a deviation over 10⁴ draws is 0.7 % (normal) or 0.5 % (uniform).
    #expect(abs(deviation(draw(.normal(standardDeviation: 0.05))) / 0.05 - 1) < 0.035)
    #expect(abs(deviation(draw(.fanIn)) / (0.2 / 3.0.squareRoot()) - 1) < 0.025)
    #expect(draw(.fanIn).allSatisfy { abs($0) <= 0.2 })
    #expect(draw(.uniform(-6..<(-4))).allSatisfy { (-6 ... -4).contains($0) })
    #expect(draw(.fanIn) == draw(.fanIn))
    #expect(draw(.fanIn) != draw(.fanIn, seed: 5))
  }
}
