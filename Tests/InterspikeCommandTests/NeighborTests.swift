// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Experiments
import Foundation
import Randomness
import Runs
import Tensors
import Testing

/// Labels that `evaluate --neighbors` uses although it was told not to.
@Suite("Neighbours")
struct NeighborTests {
  @Test("--count takes the first data, and no others")
  func count() async throws {
    let workplace = try Workplace()
    try makeLabelled(workplace, "all.safetensors", 1000)
    try makeLabelled(workplace, "first.safetensors", 400)
    try await workplace.train("run", data: "all.safetensors") {
      ($0.latents, $0.steps) = (6, 0)
    }
    let all = try await neighbors(workplace, "all.safetensors")
    let counted = try await neighbors(workplace, "all.safetensors", count: 400)
    #expect(try await counted == neighbors(workplace, "first.safetensors"))
    #expect(counted != all)
    let few = await #expect(throws: RunError.self) {
      _ = try await neighbors(workplace, "all.safetensors", count: 100)
    }
    #expect(few?.kind == .damaged)
    #expect(few?.description.contains("100 labels with this --count") == true)
  }

  /// What `evaluate` says of neighbors, as one text.
  private func neighbors(
    _ workplace: Workplace, _ data: String, count: Int? = nil
  ) async throws -> String {
    var record = try await workplace.evaluation(of: "run", on: data)
    record.neighbors = try workplace.model("run").labelEfficiency(
      on: workplace.path(data), count: count, seed: 1, threads: 1)
    let found =
      try Workplace.object(JSONText.encode(record))["neighbours"] as? [[String: Any]] ?? []
    #expect(!found.isEmpty)
    return found.map { "\($0["labels"] ?? ""): \($0["accuracy"] ?? "")" }.joined(separator: ", ")
  }

  /// The same data to begin with, whatever the number: two kinds of noisy pictures.
  private func makeLabelled(_ workplace: Workplace, _ name: String, _ count: Int) throws {
    var generator = SeedSequence(2).generator(for: "labelled", 0)
    let labels = (0..<count).map { $0 * 7 % 3 % 2 }
    let values = labels.flatMap { label in
      (0..<9).map { pixel in Float(3 * generator.uniform()) + (pixel % 2 == label ? 1 : 0) }
    }
    var file = SafetensorsFile()
    try file.add("patches", Tensor(values, shape: [count, 9]))
    try file.add(
      "labels", dataType: .signed64, shape: [count],
      bytes: labels.flatMap { [UInt8($0), 0, 0, 0, 0, 0, 0, 0] })
    try file.write(to: workplace.path(name))
  }
}
