// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Randomness
import Ranks
import Recordings
import SpikeTrains
import Testing

/// Guards against spikes whose file depends on how many ranks drew them, also ranks without neurons.
@Suite("Spikes over ranks")
struct RankBlockTests {
  private static func write(
    _ neurons: Int, block: Int, threads: Int, to path: String, over ranks: any Ranks
  ) throws -> [Int] {
    let sampled = SampledPopulation(
      rates: try (0..<neurons).map { try Rate(hertz: Double($0 % 7)) }, duration: 1)
    let (population, seed) = (try sampled.population(), SeedSequence(5))
    let result = try SpikeOutput(
      path: path, recording: sampled.recording(seed: seed), threads: threads, ranks: ranks
    ).write(block: block, keepingRaster: true) {
      sampled.raster(of: $0, from: population, seed: seed)
    }
    return [result.spikes, result.raster?.spikeCount ?? 0]
  }

  @Test(
    "Any number of ranks and threads writes the bytes of one", arguments: [1, 2, 3, 4, 5, 16],
    [1, 40])
  func sameBytes(count: Int, neurons: Int) throws {
    let place = try Workplace()
    let alone = try Self.write(
      neurons, block: 3, threads: 1, to: place.path("alone.csv"), over: LocalRanks())
    let found = try ThreadRanks.run(count) { ranks in
      // Ranks need not have equally many threads.
      try Self.write(
        neurons, block: 3, threads: 1 + ranks.rank % 2, to: place.path("together.csv"), over: ranks)
    }
    #expect(try place.bytes("together.csv") == place.bytes("alone.csv"))
    #expect(found[0] == alone)
    #expect(found.dropFirst().allSatisfy { $0 == [0, 0] })
  }

  @Test("A wish stops all ranks before the same round, without a file")
  func stopping() throws {
    struct Stopped: Error {}
    let place = try Workplace()
    #expect(throws: Stopped.self) {
      try ThreadRanks.run(3, wish: { $0 == 2 ? 15 : 0 }) { ranks in
        let sampled = SampledPopulation(
          rates: [Rate](repeating: try Rate(hertz: 5), count: 90), duration: 1)
        let population = try sampled.population()
        let output = try SpikeOutput(
          path: place.path("a.csv"), recording: sampled.recording(seed: SeedSequence(5)),
          ranks: ranks)
        try output.write(block: 1) { _ in
          if ranks.stopSignal(own: nil) != nil { throw Stopped() }
        } drawing: {
          sampled.raster(of: $0, from: population, seed: SeedSequence(5))
        }
      }
    }
    #expect(!place.exists("a.csv"))
  }
}
