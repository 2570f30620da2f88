// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Networks
import Randomness
import Recordings
import SpikeTrains
import Testing

/// Inputs over time in descriptions of networks: rates and currents, written there or read from tables.
@Suite struct NetworkInputTests {
  private static func text(_ inputs: String) -> String {
    """
    duration: 0.2
    populations:
      cells: {model: lif, neurons: 3, membrane_time_constant: 0.02, threshold: 20, reset: 0}
    inputs:
      - \(inputs)
    """
  }

  /// The spikes of a network with some inputs.
  private static func spikes(_ inputs: String, in workplace: Workplace, threads: Int = 1) throws
    -> [UInt8]
  {
    try workplace.write(Array(text(inputs).utf8), to: "network.yaml")
    let simulation = try NetworkSimulation(contentsOf: workplace.path("network.yaml"))
    _ = try simulation.write(to: workplace.path("a.csv"), seed: SeedSequence(7), threads: threads)
    return try workplace.bytes("a.csv").split(separator: UInt8(ascii: "\n"))
      .filter { $0.first != UInt8(ascii: "#") }.joined(separator: [10]).map { $0 }
  }

  @Test("Rates and currents of a table are those written into the description")
  func tables() async throws {
    let workplace = try Workplace()
    try workplace.write(Array("800,0,4000\n0,3000,2000\n".utf8), to: "rates.csv")
    try workplace.write(Array("25\n0\n30\n".utf8), to: "currents.csv")
    let rates = try Self.spikes(
      "{to: cells, rate: [[800, 0, 4000], [0, 3000, 2000]], step: 0.05, weight: 2}", in: workplace)
    #expect(rates.count > 300)
    #expect(
      try Self.spikes("{to: cells, file: rates.csv, step: 0.05, weight: 2}", in: workplace) == rates
    )
    #expect(
      try Self.spikes(
        "{to: cells, file: rates.csv, step: 0.05, weight: 2}", in: workplace, threads: 2) == rates)
    let current = try Self.spikes(
      "{to: cells, step_current: {amplitudes: [25, 0, 30], step: 0.07}}", in: workplace)
    #expect(current.count > 60)
    for same in [
      "{to: cells, step_current: {file: currents.csv, step: 0.07}}",
      "{to: cells, step_current: {amplitudes: [[25, 25, 25], [0, 0, 0], [30, 30, 30]], times: [0, 0.07, 0.14]}}",
    ] {
      #expect(try Self.spikes(same, in: workplace) == current)
    }
    let shared = try Self.spikes(
      "{to: cells, rate: [900, 5000], step: 0.1, weight: 2}", in: workplace)
    #expect(
      try Self.spikes(
        "{to: cells, rate: [[900, 900, 900], [5000, 5000, 5000]], step: 0.1, weight: 2}",
        in: workplace) == shared)
    // One number a step is one rate for all, in an array as in a list.
    try workplace.makeArray("steps.npy", [900, 5000], [2])
    try workplace.makeArray("neurons.npy", [900, 900, 900, 5000, 5000, 5000], [2, 3])
    for name in ["steps", "neurons"] {
      #expect(
        try Self.spikes("{to: cells, file: \(name).npy, step: 0.1, weight: 2}", in: workplace)
          == shared)
    }
    #expect(
      try Self.spikes(
        "{to: cells, noise_current: {mean: 15, deviation: 40, step: 0.002}}", in: workplace
      ).count > 30)
  }

  @Test(
    "What cannot be is refused in a sentence with its line",
    arguments: [
      ("{to: cells, rate: [5, -1], step: 0.1, weight: 1}", ["-1.0 is not a valid input rate"]),
      ("{to: cells, rate: [5, .nan], step: 0.1, weight: 1}", ["'rate'", "a list with a number"]),
      ("{to: cells, rate: [[5, 1], [5, 2]], step: 0.1, weight: 1}", ["2 rates", "3 are needed"]),
      ("{to: cells, rate: [[5, 1], [5]], step: 0.1, weight: 1}", ["1 values in a step"]),
      ("{to: cells, rate: [5], step: 0, weight: 1}", ["'step'", "a positive number of seconds"]),
      ("{to: cells, file: bad.csv, step: 0.1, weight: 1}", ["-2.0", "step 1, neuron 2"]),
      ("{to: cells, file: bad.csv, weight: 1}", ["[2, 3]", "'step'"]),
      ("{to: cells, file: bad.csv, rate: 5, step: 0.1, weight: 1}", ["both a rate and a file"]),
      ("{to: cells, step: 0.1, weight: 1}", ["needs 'rate'"]),
      ("{to: cells, step_current: {amplitudes: [1]}}", ["either 'times'", "'step'"]),
      (
        "{to: cells, step_current: {amplitudes: [1], times: [0, 1]}}",
        ["2 times of steps", "1 are needed"]
      ),
      ("{to: cells, step_current: {amplitudes: [1, 2], times: [1, 1]}}", ["above 1.0"]),
      ("{to: cells, step_current: {times: [1]}}", ["'amplitudes'", "'file'"]),
      ("{to: cells, step_current: {step: 1, amplitude: 3}}", ["'amplitude'", "mean 'amplitudes'"]),
      (
        "{to: cells, rate: 5, step_current: {step: 1, amplitudes: [3]}}",
        ["both 'step_current' and 'rate'"]
      ),
      (
        "{to: cells, noise_current: {deviation: -1, step: 0.1}}",
        ["-1.0 is not a valid standard deviation"]
      ),
      ("{to: cells, noise_current: {deviation: 1}}", ["needs 'step'"]),
      ("{to: cells, noise_current: {deviation: 1, step: 1e-9}}", ["a thousandth"]),
    ])
  func isRefused(_ input: String, _ words: [String]) async throws {
    let workplace = try Workplace()
    try workplace.write(Array("1,2,3\n4,5,-2\n".utf8), to: "bad.csv")
    try workplace.write(Array(Self.text(input).utf8), to: "bad.yaml")
    let sentence = await Workplace.refusal {
      _ = try NetworkSimulation(contentsOf: workplace.path("bad.yaml"))
    }
    for word in words + ["bad.yaml, line"] {
      #expect(
        sentence?.contains(word) == true, "\(sentence ?? "nothing was refused") lacks \(word)")
    }
  }
}
