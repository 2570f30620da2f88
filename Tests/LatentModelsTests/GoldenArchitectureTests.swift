// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LayerTesting
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// One network of `Tests/Goldens/architecture_goldens.py`, width 4, computed by PyTorch in double precision.
struct GoldenArchitecture: Decodable, Sendable, CustomTestStringConvertible {
  let part: String
  let kind: Architecture
  let pixels: Int
  let values: [Double]
  let inputGradient: [Double]
  let gradientNorms: [String: Double]
  var testDescription: String { "\(kind.rawValue) \(part) of \(pixels) pixels" }

  static func all() throws -> [GoldenArchitecture] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try JSONDecoder().decode(
      [GoldenArchitecture].self,
      from: Data(contentsOf: tests.appending(path: "Goldens/architectures.json")))
  }

  /// The network, its parameters those of the script.
  func network() throws -> any Network {
    var generator = SeedSequence(1).generator(for: .weights)
    var network: any Network =
      part == "encoder"
      ? try EncoderNetwork(
        kind, pixels: pixels, outputs: 5, hasBias: true, channels: 4, expansion: 2,
        using: &generator)
      : try DecoderNetwork(
        kind, latents: 5, pixels: pixels, hasBias: true, channels: 4, expansion: 2,
        using: &generator)
    network.forEachParameter { name, value in
      let salt = name.utf8.reduce(0) { $0 + Int($1) }
      value = arbitrary(value.shape, from: -0.4, to: 0.4, salt: salt)
    }
    return network
  }
}

/// An encoder or a decoder.
protocol Network: Parametrized, Sendable {
  func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor
}
extension EncoderNetwork: Network {}
extension DecoderNetwork: Network {}

@Suite("Architectures beside PyTorch")
struct GoldenArchitectureTests {
  /// About sixty of the values, as the script takes them.
  private func some(_ tensor: Tensor) -> [Double] {
    stride(from: 0, to: tensor.count, by: max(1, tensor.count / 60)).map {
      Double(tensor.values[$0])
    }
  }

  /// ‖a − b‖/‖b‖; infinite when there are not as many values.
  private func error(of values: [Double], from golden: [Double]) -> Double {
    guard values.count == golden.count else { return .infinity }
    let difference = zip(values, golden).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return (difference / golden.reduce(0) { $0 + $1 * $1 }).squareRoot()
  }

  @Test("Outputs and gradients are those of PyTorch", arguments: try GoldenArchitecture.all())
  func goldens(_ golden: GoldenArchitecture) throws {
    func compare(_ network: some Network) {
      let input = arbitrary([3, golden.part == "encoder" ? golden.pixels : 5], salt: 1).recorded()
      let (recorded, leaves) = network.recorded()
      let output = recorded(input, noise: nil)
      let slopes = gradient(
        of: (output * arbitrary(output.shape, salt: 2)).sum(), withRespectTo: [input] + leaves)
      #expect(error(of: some(output), from: golden.values) < 2e-5)
      #expect(error(of: some(slopes[0]), from: golden.inputGradient) < 2e-4)
      let names = network.parameters.map(\.name)
      #expect(names.sorted() == golden.gradientNorms.keys.sorted())
      for (name, slope) in zip(names, slopes.dropFirst()) {
        let norm = slope.values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        let expected = golden.gradientNorms[name] ?? .nan
        #expect(abs(norm - expected) < 2e-4 * expected + 1e-5, "\(name)")
      }
    }
    compare(try golden.network())
  }
}
