// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Randomness
import Ranks
import Recordings
import Testing

/// A simulation over ranks leaves the files of one process: its output, and all of a checkpoint.
@Suite struct RankSimulationTests {
  private struct Enough: Error {}

  private static let text = """
    duration: 0.05
    populations:
      a: {model: lif, neurons: 400, membrane_time_constant: 0.02, threshold: 20, reset: 10, refractory_time: 0.002}
      b: {model: poisson, neurons: 50, rate: 20}
      c: {model: lif_exponential, neurons: 30, membrane_time_constant: 0.02, synaptic_time_constant: 0.005, threshold: 20, reset: 0, drive: 21}
    projections:
      - {from: a, to: a, rule: fixed_in_degree, count: 40, weight: -0.5, delay: {uniform: [0.001, 0.005]}}
      - {from: b, to: [a, c], rule: pairwise, probability: 0.2, weight: 1, delay: 0.001}
      - {from: b, to: a, rule: fixed_in_degree, count: 5, weight: 0.5, delay: 0.001, plasticity: {rule: stdp, learning_rate: 0.1, maximum_weight: 1}}
    inputs:
      - {to: a, rate: 5000, weight: 0.3}
    record: [a, c]
    """

  @Test("Stopped in a window, gone on with another number of ranks: equal bytes of all files")
  func checkpoints() throws {
    let place = try Workplace()
    try place.write(Array(Self.text.utf8), to: "network.yaml")
    let simulation = try NetworkSimulation(contentsOf: place.path("network.yaml"))
    func files(_ folder: String) throws -> [String: [UInt8]] {
      var files: [String: [UInt8]] = [:]
      for name in try place.names(folder) {
        files[name] = Array(try place.bytes("\(folder)/\(name)"))
      }
      return files
    }
    let whole = try simulation.write(to: place.path("whole.npy"), seed: SeedSequence(5))
    var expected: [String: [UInt8]] = [:]
    for (count, next) in [(1, 3), (2, 1), (3, 2)] {
      let path = place.path("\(count).npy")
      #expect(throws: Enough.self) {
        try ThreadRanks.run(count) { ranks in
          var checkpoints = NetworkSimulation.Checkpoints()
          // Rank 0's clock decides, here always.
          checkpoints.interval = .seconds(1000)
          _ = try simulation.write(
            to: path, seed: SeedSequence(5), ranks: ranks, checkpoints: checkpoints
          ) { if $0 == 20 { throw Enough() } }
        }
      }
      let found = try files("\(count).npy.checkpoint")
      if count == 1 { expected = found }
      #expect(found == expected && found.count == 3, "\(count) ranks: \(found.keys)")
      #expect(!place.exists("\(count).npy"))
      let results = try ThreadRanks.run(next) { ranks in
        var checkpoints = NetworkSimulation.Checkpoints()
        (checkpoints.resume, checkpoints.interval) = (true, .zero)
        return try simulation.write(
          to: path, seed: SeedSequence(5), threads: 2, ranks: ranks, checkpoints: checkpoints)
      }
      #expect(try place.bytes("\(count).npy") == place.bytes("whole.npy"))
      #expect(results[0].spikesOfPopulations == whole.spikesOfPopulations && whole.spikes > 100)
      #expect(results.allSatisfy { $0.synapses == whole.synapses })
      #expect(!place.exists("\(count).npy.checkpoint"))
    }
  }

  @Test("Ranks with another network or seed are refused before anything is written")
  func disagreement() throws {
    let place = try Workplace()
    try place.write(Array(Self.text.utf8), to: "network.yaml")
    let simulation = try NetworkSimulation(contentsOf: place.path("network.yaml"))
    let error = #expect(throws: RankError.self) {
      try ThreadRanks.run(3) { ranks in
        _ = try simulation.write(
          to: place.path("a.npy"), seed: SeedSequence(ranks.rank == 2 ? 6 : 5), ranks: ranks)
      }
    }
    #expect(error?.kind == .differentData)
    #expect(error?.description.hasPrefix("rank 2 (") == true)
    #expect(error?.description.contains("different network or seed than rank 0") == true)
    #expect(!place.exists("a.npy"))
  }
}
