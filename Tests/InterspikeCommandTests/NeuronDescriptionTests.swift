// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Randomness
import Recordings
import Testing

/// The keys of neurons, synapses and plasticity in descriptions of networks.
@Suite struct NeuronDescriptionTests {
  static let examples = [
    "alpha", "conductances", "adex", "izhikevich", "adaptive_poisson", "short_term", "stdp",
    "triplets", "inputs",
  ]

  private static func example(_ name: String) throws -> String {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Examples/networks/\(name).yaml")
    return String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }

  @Test("Examples of neurons and plasticity fire", arguments: examples)
  func examplesFire(_ name: String) async throws {
    let workplace = try Workplace()
    // A part of the time is enough to see that they fire.
    let text = try Self.example(name).replacing("duration: 10\n", with: "duration: 1\n")
      .replacing("duration: 5\n", with: "duration: 1\n")
    try workplace.write(Array(text.utf8), to: "network.yaml")
    let simulation = try NetworkSimulation(contentsOf: workplace.path("network.yaml"))
    let result = try simulation.write(to: workplace.path("a.csv"), seed: SeedSequence(7))
    #expect(result.spikesOfPopulations.allSatisfy { $0 > 5 }, "\(result.spikesOfPopulations)")
  }

  /// The example, a change of it and what the refusal must say.
  static let refusals: [(example: String, from: String, to: String, words: [String])] = [
    ("adex", "drive: 33.3", "synapses: alpha", ["'alpha'", "does not exist"]),
    (
      "adex", "drive: 33.3", "synapses: delta\n    excitatory_reversal: 0",
      ["'excitatory_reversal'", "delta"]
    ),
    ("adex", "peak: 20", "peak: -60", ["-60.0 is not a valid"]),
    ("adex", "peak: 20", "peek: 20", ["'peek'", "mean 'peak'"]),
    ("izhikevich", "c: -65, d: 8", "c: 40, d: 8", ["40.0 is not a valid reset"]),
    ("conductances", "excitatory_reversal: 0", "drive: 11", ["duplicated"]),
    ("alpha", "excitatory_time_constant: 0.002", "reset: 1", ["duplicated"]),
    ("alpha", "excitatory_time_constant: 0.002", "", ["needs 'excitatory_time_constant'"]),
    ("adaptive_poisson", "rate: 60", "rate: [60, 70]", ["2 numbers for 50 neurons"]),
    ("stdp", "rule: stdp,", "rule: stpd,", ["'stpd'", "mean 'stdp'"]),
    ("stdp", "asymmetry: 1.05", "utilization: 0.5", ["stdp does not take 'utilization'"]),
    ("stdp", ", maximum_weight: 0.05", "", ["needs 'maximum_weight'"]),
    ("triplets", "weight: 0.02", "weight: -0.02", ["-0.02", "from 0 to", "inputs/cell/0"]),
    ("short_term", "utilization: 0.5,", "utilization: 1.5,", ["1.5 is not a valid utilization"]),
  ]

  @Test("What cannot be is refused in a sentence with its line", arguments: refusals)
  func isRefused(
    _ change: (example: String, from: String, to: String, words: [String])
  ) async throws {
    let workplace = try Workplace()
    let text = try Self.example(change.example)
    let place = try #require(text.range(of: change.from))
    try workplace.write(
      Array(text.replacingCharacters(in: place, with: change.to).utf8), to: "bad.yaml")
    let sentence = await Workplace.refusal {
      _ = try NetworkSimulation(contentsOf: workplace.path("bad.yaml"))
    }
    for word in change.words + ["bad.yaml"] {
      #expect(
        sentence?.contains(word) == true, "\(sentence ?? "nothing was refused") lacks \(word)")
    }
  }
}
