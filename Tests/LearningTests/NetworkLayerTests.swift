// SPDX-License-Identifier: GPL-3.0-or-later

import InterspikeTesting
import LayerTesting
import Learning
import Randomness
import Tensors
import Testing

/// A layer with a name and an input for it.
struct LayerCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let layer: any Layer
  let input: Tensor
  var names: [String] = []

  static let all: [LayerCase] = {
    var generator = SeedSequence(3).generator(for: .weights)
    let images = arbitrary([2, 6, 6, 4], salt: 1)
    let rows = arbitrary([3, 8], salt: 2)
    let squeeze = ["se.fc.0.weight", "se.fc.0.bias", "se.fc.2.weight", "se.fc.2.bias"]
    func convolution(_ name: String) -> [String] {
      ["weight", "bias", "lognorm"].map { "\(name).\($0)" }
    }
    let operations = convolution("ops.0.conv") + convolution("ops.1.conv") + squeeze
    return [
      LayerCase(
        testDescription: "LayerNorm", layer: LayerNorm(features: 8), input: rows,
        names: ["weight", "bias"]),
      LayerCase(testDescription: "Dropout", layer: Dropout(0.3, name: "drop"), input: rows),
      LayerCase(testDescription: "Swish", layer: Swish(), input: rows),
      LayerCase(testDescription: "Flattening", layer: Flattening(), input: images),
      LayerCase(
        testDescription: "NearestUpsampling", layer: NearestUpsampling(side: 5), input: images),
      LayerCase(
        testDescription: "ResDense",
        layer: ResDense(features: 8, expansion: 3, name: "enc", using: &generator), input: rows,
        names: [
          "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "layer_norm.weight",
          "layer_norm.bias",
        ]),
      LayerCase(
        testDescription: "SqueezeExcite", layer: SqueezeExcite(channels: 4, using: &generator),
        input: images, names: squeeze.map { String($0.dropFirst(3)) }),
      LayerCase(
        testDescription: "ConvLayer", layer: ConvLayer(inputs: 4, outputs: 3, using: &generator),
        input: images, names: convolution("conv")),
      LayerCase(
        testDescription: "ResConvPool",
        layer: ResConvPool(channels: 4, side: 6, using: &generator), input: images,
        names: convolution("conv")),
      LayerCase(
        testDescription: "normal Cell",
        layer: Cell(.normal, inputs: 4, depth: 2, using: &generator), input: images,
        names: operations),
      LayerCase(
        testDescription: "factorised Cell",
        layer: Cell(.downFactorized, inputs: 4, depth: 2, using: &generator), input: images,
        names: (0..<4).flatMap { convolution("skip.ops.\($0)") } + operations),
      LayerCase(
        testDescription: "strided Cell",
        layer: Cell(.downStrided, inputs: 4, depth: 2, using: &generator),
        input: arbitrary([2, 5, 5, 4], salt: 3), names: convolution("skip.conv") + operations),
      LayerCase(
        testDescription: "Cell up", layer: Cell(.up, inputs: 4, depth: 2, using: &generator),
        input: images, names: convolution("skip.1") + operations),
      LayerCase(
        testDescription: "Sequential",
        layer: Sequential([
          Swish(), ResDense(features: 8, expansion: 2, name: "1", using: &generator),
        ]),
        input: rows,
        names: ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"].map { "1.\($0)" }
          + ["1.layer_norm.weight", "1.layer_norm.bias"]),
    ]
  }()
}

@Suite("Layers of networks")
struct NetworkLayerTests {
  private let address = DrawAddress(
    seed: SeedSequence(5), purpose: "noise", window: 7, firstTrial: 0)

  @Test("Parameters have the names of the published modules", arguments: LayerCase.all)
  func names(_ item: LayerCase) {
    #expect(item.layer.parameters.map(\.name) == item.names)
  }

  @Test("Derivatives agree with differences, with and without noise", arguments: LayerCase.all)
  func derivatives(_ item: LayerCase) {
    for address in [nil, address] {
      let report = LayerSlopes(layer: item.layer, input: item.input, address: address).check()
      #expect(report.passes, "\(report)")
    }
  }

  @Test("A datum's output does not depend on the data beside it", arguments: LayerCase.all)
  func shards(_ item: LayerCase) {
    let whole = item.layer(item.input, noise: address)
    for row in 0..<item.input.shape[0] {
      var own = address
      own.firstTrial = row
      let part = item.layer(item.input.rows(row..<(row + 1)), noise: own)
      let difference = zip(part.values, whole.rows(row..<(row + 1)).values).map { abs($0 - $1) }
      // The order of sums in a matrix product may depend on the number of its rows.
      #expect((difference.max() ?? 0) < 1e-5)
    }
  }

  @Test("A cell up enlarges before it convolves, as the published one does")
  func cellUp() {
    var generator = SeedSequence(9).generator(for: .weights)
    let cell = Cell(.up, inputs: 4, depth: 1, using: &generator)
    let input = arbitrary([2, 3, 3, 4], salt: 8)
    guard case .enlarging(let convolution) = cell.skip else {
      Issue.record("a cell up has another skip connection")
      return
    }
    let expected =
      convolution(input.upsampled(by: 2))
      + cell.squeezeExcite(cell.layers[0].convolution(swish(input).upsampled(by: 2)))
    let found = cell(input)
    #expect(found.shape == [2, 6, 6, 2])
    #expect(zip(found.values, expected.values).allSatisfy { abs($0 - $1) < 1e-5 })
  }
}

@Suite("Dropout")
struct DropoutTests {
  private let address = DrawAddress(
    seed: SeedSequence(11), purpose: "noise", window: 2, firstTrial: 0)

  @Test("Without an address nothing is dropped")
  func silence() {
    let x = arbitrary([4, 50])
    #expect(Dropout(0.5, name: "a")(x) == x)
    #expect(Dropout(0, name: "a")(x, noise: address) == x)
  }

  @Test("Units are dropped at their probability and the others raised to keep the mean")
  func law() {
    let mask = Dropout(0.1, name: "a").mask(of: [200, 500], at: address)
    let dropped = mask.values.count { $0 == 0 }
    // 10⁵ units: standard deviation 95; five of them are passed once in 1.7 million seeds.
    #expect(abs(dropped - 10_000) < 5 * 95)
    #expect(mask.values.allSatisfy { $0 == 0 || $0 == Float(1 / 0.9) })
  }

  @Test("Layers, purposes, steps and trials draw masks of their own, the same when asked again")
  func addresses() {
    func mask(_ name: String = "a", _ change: (inout DrawAddress) -> Void = { _ in }) -> Tensor {
      var address = address
      change(&address)
      return Dropout(0.5, name: name).mask(of: [1, 64], at: address)
    }
    let masks = [
      mask(), mask("b"), mask { $0.purpose = "other" }, mask { $0.window = 3 },
      mask { $0.firstTrial = 1 }, mask { $0.seed = SeedSequence(12) },
    ]
    for first in masks.indices {
      for second in masks.indices where second > first { #expect(masks[first] != masks[second]) }
    }
    #expect(mask() == masks[0])
  }

  @Test("A datum loses the same units however the batch is cut")
  func cuts() {
    let layer = Dropout(0.3, name: "a")
    let whole = layer.mask(of: [5, 33], at: address)
    for row in 0..<5 {
      var own = address
      own.firstTrial = row
      #expect(layer.mask(of: [1, 33], at: own) == whole.rows(row..<(row + 1)))
    }
  }
}
