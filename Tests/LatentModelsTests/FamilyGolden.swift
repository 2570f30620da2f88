// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// One model of the family in double precision, from `Tests/Goldens/family_goldens.py`.
struct FamilyGolden: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let temperature: Double
  let parameters: Int
  let dropout: Bool
  let family: String
  let encoder: Architecture
  let decoder: Architecture
  let side: Int
  let latents: Int
  let categories: Int
  let channels: Int
  let expansion: Int
  let encoderBias: Bool
  let decoderBias: Bool
  let activation: LatentActivation

  var testDescription: String { name }

  /// How many numbers the decoder reads.
  var width: Int { latents * categories }
  var pixels: Int { side * side }
  /// Whether the loss without sampling is there.
  var isExact: Bool { decoder == .linear && activation == .none }

  static func file(_ name: String) throws -> SafetensorsFile {
    try GoldenFolder("family").file(name)
  }

  func file() throws -> SafetensorsFile { try Self.file(name) }

  /// Models of a description that `Tests/Goldens/family/manifest.json` holds.
  static func all(where holds: (FamilyGolden) -> Bool = { _ in true }) -> [FamilyGolden] {
    GoldenFolder("family").cases().filter(holds)
  }

  /// Networks of the case's architecture; their weights are those of the rule once ``filled(_:)``.
  func networks(outputs: Int) throws -> (EncoderNetwork, DecoderNetwork) {
    var generator = SeedSequence(1).generator(for: .weights)
    return (
      try EncoderNetwork(
        encoder, pixels: pixels, outputs: outputs, hasBias: encoderBias, weight: .zeros,
        channels: channels, expansion: expansion, using: &generator),
      try DecoderNetwork(
        decoder, latents: width, pixels: pixels, hasBias: decoderBias, weight: .zeros,
        channels: channels, using: &generator)
    )
  }

  /// The same model with the weights and buffers of the rule.
  func filled<Model: Parametrized>(_ model: Model) throws -> Model {
    try GoldenRule.filled(model)
  }

  var data: Tensor { GoldenRule.tensor("x", [3, pixels]) }

  /// Where the draws of the step are, for one purpose.
  func address(_ purpose: Purpose) -> DrawAddress {
    DrawAddress(seed: SeedSequence(7), purpose: purpose, window: 3)
  }

  /// Where the noise of a network is, if the case has any.
  func noise(_ purpose: Purpose) -> DrawAddress? { dropout ? address(purpose) : nil }

  /// The step of these draws.
  func context(seed: UInt64 = 7) -> StepContext {
    StepContext(
      step: 3, totalSteps: 10, batchSize: 3, beta: 0.7, temperature: temperature,
      seeds: SeedSequence(seed))
  }
}

/// Relative errors from a golden file, the largest of which counts.
struct GoldenComparison {
  let file: SafetensorsFile
  private(set) var worst = (name: "nothing", error: 0.0)
  private(set) var compared = 0

  init(_ file: SafetensorsFile) { self.file = file }

  /// Takes ‖values − golden‖/‖golden‖ into account.
  mutating func compare(_ values: [Double], with name: String) throws {
    let golden = try file.doubles(name).values
    try #require(golden.count == values.count, "\(name): \(values.count), not \(golden.count)")
    let squares = zip(values, golden).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    record(name, squares.squareRoot(), golden.reduce(0) { $0 + $1 * $1 }.squareRoot())
  }

  mutating func compare(_ tensor: Tensor, with name: String) throws {
    try compare(tensor.values.map(Double.init), with: name)
  }

  /// Compares a gradient, or the estimate of its error from its sketch.
  mutating func compare(gradient: Tensor, of parameter: String, in loss: String) throws {
    let sketched = "\(loss).sketch.\(parameter)"
    guard file[sketched] != nil else {
      return try compare(gradient, with: "\(loss).gradient.\(parameter)")
    }
    let golden = try file.doubles(sketched).values
    let found = GoldenRule.sketch(parameter, gradient.values)
    let squares = zip(found, golden).dropFirst().reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let error = (squares / Double(GoldenRule.sums)).squareRoot()
    record(sketched, max(error, abs(found[0] - golden[0])), golden[0])
  }

  mutating func compare(_ batch: BatchGradient, of model: some Parametrized, in loss: String) throws
  {
    try compare([batch.loss], with: "\(loss).loss")
    for term in batch.terms { try compare([term.value], with: "\(loss).\(term.name)") }
    for (parameter, gradient) in zip(model.parameters, batch.gradients) {
      guard
        file["\(loss).sketch.\(parameter.name)"] != nil
          || file["\(loss).gradient.\(parameter.name)"] != nil
      else {
        // Autograd left the parameter out: the loss does not depend on it.
        record(parameter.name, gradient.values.contains { $0 != 0 } ? .infinity : 0, 1)
        continue
      }
      try compare(gradient: gradient, of: parameter.name, in: loss)
    }
  }

  private mutating func record(_ name: String, _ error: Double, _ size: Double) {
    compared += 1
    let relative = error == 0 ? 0 : error / size
    // Not `relative > worst.error`: an error that is no number must count.
    if !(relative <= worst.error) { worst = (name, relative) }
  }
}
