// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Tensors
import Testing

/// Photographs that jitter as if they were digits.
@Suite("Jittered pictures")
struct JitterTests {
  private func run(_ arguments: String..., in workplace: Workplace) async throws -> Program.Outcome
  {
    try await Program.run(Program.path(of: "interspike"), arguments, in: workplace.folder)
  }

  private func train(_ data: String, _ run: String, in workplace: Workplace) async throws
    -> Program.Outcome
  {
    try await self.run(
      "train", "iterative-poisson", "--input", "jitter", "--data", data, "--held-out", data,
      "--latents", "6", "--batch", "20", "--unroll", "3", "--steps", "2", "-o", run, "--quiet",
      in: workplace)
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
    let trained = try await train("large.safetensors", "run", in: workplace)
    #expect(trained.status == 0, "\(trained.errors)")
    let model = try SafetensorsFile(path: workplace.path("run/checkpoint.safetensors"))
    #expect(try model.tensor("fc_dec.weight").shape == [256, 6])
    let metrics = try workplace.text("run/metrics.jsonl").split(separator: "\n")
    let first = try Workplace.object(String(try #require(metrics.first { $0.contains("train") })))
    // 128·ln 2π of the likelihood alone is 235; weighed by the 1024 pixels of the pictures it would be 59.
    #expect((first["loss"] as? Double ?? 0) > 200, "\(first)")
    var found: [Double] = []
    for data in ["large.safetensors", "middle.safetensors"] {
      let outcome = try await run(
        "evaluate", "run", "--data", data, "--inference-steps", "3", "--json", in: workplace)
      #expect(outcome.status == 0, "\(outcome.errors)")
      found.append(try #require(try Workplace.object(outcome.output)["nelbo"] as? Double))
    }
    #expect(found[0] == found[1])
    let resumed = try await run("train", "--resume", "run", "--steps", "3", "-q", in: workplace)
    #expect(resumed.status == 0, "\(resumed.errors)")
  }

  @Test("Patches whose black is not 0 are refused, with the size that they should have")
  func border() async throws {
    let workplace = try Workplace()
    let small = Workplace.bars(60, side: 16)
    try save(
      Tensor(small.values.map { $0 - 0.3 }, shape: small.shape), "small.safetensors", in: workplace)
    let refused = try await train("small.safetensors", "run", in: workplace)
    #expect(refused.status == 65)
    #expect(refused.errors.contains("data photos --size 32"), "\(refused.errors)")
    #expect(!workplace.exists("run"))
    try save(small, "black.safetensors", in: workplace)
    #expect(try await train("black.safetensors", "digits", in: workplace).status == 0)
  }
}
