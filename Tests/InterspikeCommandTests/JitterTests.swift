// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Runs
import Tensors
import Testing

/// Photographs that jitter as if they were digits.
@Suite("Jittered pictures")
struct JitterTests {
  private func train(_ data: String, _ run: String, in workplace: Workplace) async throws {
    try await workplace.train(run, .iterativePoisson, data: data, heldOut: data) {
      ($0.input, $0.unroll) = (.jitter, 3)
      ($0.latents, $0.batch, $0.steps) = (6, 20, 2)
    }
  }

  private func save(_ pictures: Tensor, _ name: String, in workplace: Workplace) throws {
    var file = SafetensorsFile()
    try file.add("patches", pictures)
    try file.write(to: workplace.path(name))
  }

  @Test("Of pictures of 32 by 32 the model sees a window of 16 by 16, the middle when they rest")
  func window() async throws {
    let workplace = try Workplace()
    let large = Workplace.bars(60, side: 32)
    try save(
      Tensor(large.values.map { $0 - 0.3 }, shape: large.shape), "large.safetensors", in: workplace)
    var middle: [Float] = []
    for row in (0..<60 * 32) where (8..<24).contains(row % 32) {
      middle += large.values[row * 32 + 8..<row * 32 + 24].map { $0 - 0.3 }
    }
    try save(Tensor(middle, shape: [60, 256]), "middle.safetensors", in: workplace)
    try await train("large.safetensors", "run", in: workplace)
    let model = try SafetensorsFile(path: workplace.path("run/checkpoint.safetensors"))
    #expect(try model.tensor("fc_dec.weight").shape == [256, 6])
    let metrics = try workplace.text("run/metrics.jsonl").split(separator: "\n")
    let first = try Workplace.object(String(try #require(metrics.first { $0.contains("train") })))
    // 128·ln 2π of the likelihood alone is 235; weighed by the 1024 pixels of the pictures it would be 59.
    #expect((first["loss"] as? Double ?? 0) > 200, "\(first)")
    var found: [Double] = []
    for data in ["large.safetensors", "middle.safetensors"] {
      found.append(try await workplace.inference(of: "run", on: data, steps: 3).nelbo)
    }
    #expect(found[0] == found[1])
    try await workplace.resume("run", steps: 3)
  }

  @Test("Patches whose black is not 0 are refused, with the size that they should have")
  func border() async throws {
    let workplace = try Workplace()
    let small = Workplace.bars(60, side: 16)
    try save(
      Tensor(small.values.map { $0 - 0.3 }, shape: small.shape), "small.safetensors", in: workplace)
    let refused = await #expect(throws: RunError.self) {
      try await train("small.safetensors", "run", in: workplace)
    }
    #expect(refused?.kind == .damaged)
    let sentence = refused.map { Text.words(of: $0) } ?? ""
    #expect(sentence.contains("data photos --size 32"), "\(sentence)")
    #expect(!workplace.exists("run"))
    try save(small, "black.safetensors", in: workplace)
    try await train("black.safetensors", "digits", in: workplace)
  }
}
