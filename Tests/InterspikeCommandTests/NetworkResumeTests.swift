// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Randomness
import Recordings
import Subprocess
import Testing

/// A network that is stopped or killed continues with the same bytes, and nothing it left behind is used wrongly.
@Suite struct NetworkResumeTests {
  private static func text(duration: Double, neurons: Int = 400) -> String {
    """
    duration: \(duration)
    populations:
      a: {model: lif, neurons: \(neurons), membrane_time_constant: 0.02, threshold: 20, reset: 10, refractory_time: 0.002}
      b: {model: poisson, neurons: 50, rate: 20}
      c: {model: lif_exponential, neurons: 30, membrane_time_constant: 0.02, synaptic_time_constant: 0.005, threshold: 20, reset: 0, drive: 21}
    projections:
      - {from: a, to: a, rule: fixed_in_degree, count: 40, weight: -0.5, delay: {uniform: [0.001, 0.005]}}
      - {from: b, to: [a, c], rule: pairwise, probability: 0.2, weight: 1, delay: 0.001}
    inputs:
      - {to: a, rate: 5000, weight: 0.3}
    record: [a, c]
    """
  }

  private func interspike(
    _ arguments: [String], _ workplace: Workplace
  ) async throws -> Program.Outcome {
    try await Program.run(Program.path(of: "interspike"), arguments, in: workplace.folder)
  }

  @Test("Killed, stopped and resumed, with other numbers of threads, the file has the same bytes")
  func sameBytes() async throws {
    var windows = 100
    while try await !isResumed(windows: windows) {
      windows *= 4
      try #require(windows < 10_000)
    }
  }

  /// Stops and resumes a network of so many windows; false if it was over before it could be stopped.
  private func isResumed(windows: Int) async throws -> Bool {
    let workplace = try Workplace()
    try workplace.write(
      Array(Self.text(duration: Double(windows) / 1000).utf8), to: "network.yaml")
    let whole = try await Program.interspike(
      "network", "network.yaml", "-o", "whole.nwb", "--seed", "5", "-q", in: workplace)
    try #require(whole.status == 0, "\(whole.errors)")
    let command = [
      "network", "network.yaml", "-o", "a.nwb", "--seed", "5", "--checkpoint-every", "0", "-q",
      "--json",
    ]
    let state = workplace.path("a.nwb.checkpoint/state.safetensors")
    @Sendable func parts() -> Int {
      (try? FileManager.default.contentsOfDirectory(atPath: workplace.path("a.nwb.checkpoint")))?
        .count ?? 0
    }
    let (killed, _) = try await Program.interrupt(
      .kill, command, in: workplace, once: { parts() > 10 })
    // A network may also be killed when its file is complete.
    guard killed.status != 0, !workplace.exists("a.nwb") else { return false }
    #expect(FileManager.default.fileExists(atPath: state))
    let before = parts()
    let (stopped, ending) = try await Program.interrupt(
      .terminate, command + ["--resume", "--threads", "2"], in: workplace,
      once: { parts() > before + 10 })
    guard stopped.status != 0 else { return false }
    try #require(stopped.status == 143, "\(stopped.errors)")
    #expect(
      stopped.sentences.last?.contains("with --resume to continue") == true, "\(stopped.errors)")
    #expect(ending.work < 10 && !workplace.exists("a.nwb"))
    // Without --resume nothing is thrown away.
    let again = try await interspike(command, workplace)
    #expect(again.status != 0 && again.errors.contains("--resume"), "\(again.errors)")
    // Spikes of windows that the state does not know, as a program leaves them that is killed in between.
    let network = try NetworkSimulation(contentsOf: workplace.path("network.yaml"))
    #expect(network.windows == windows)
    try workplace.write([0], to: "a.nwb.checkpoint/spikes-\(windows - 1)-\(windows).safetensors")
    let resumed = try await interspike(command + ["--resume"], workplace)
    try #require(resumed.status == 0, "\(resumed.errors)")
    #expect(try workplace.bytes("a.nwb") == workplace.bytes("whole.nwb"))
    #expect(!workplace.exists("a.nwb.checkpoint"))
    let summary = try Workplace.object(resumed.output)
    #expect(summary["spikes"] as? Int ?? 0 > 100)
    let none = try await interspike(command + ["--resume"], workplace)
    #expect(none.status != 0 && none.errors.contains("nothing to continue"), "\(none.errors)")
    return true
  }

  /// A checkpoint halfway, in the library.
  private func stopped(_ workplace: Workplace) throws -> NetworkSimulation {
    struct Enough: Error {}
    try workplace.write(Array(Self.text(duration: 0.05).utf8), to: "network.yaml")
    let simulation = try NetworkSimulation(contentsOf: workplace.path("network.yaml"))
    #expect(throws: Enough.self) {
      try simulation.write(
        to: workplace.path("a.npy"), seed: SeedSequence(5), checkpoints: .init()
      ) { done in if done == 20 { throw Enough() } }
    }
    return simulation
  }

  @Test("Spikes from before are in the picture and the counts of populations too")
  func earlierSpikes() throws {
    let workplace = try Workplace()
    let simulation = try stopped(workplace)
    var checkpoints = NetworkSimulation.Checkpoints()
    checkpoints.resume = true
    let result = try simulation.write(
      to: workplace.path("a.npy"), seed: SeedSequence(5), keepingRaster: true,
      checkpoints: checkpoints)
    let whole = try simulation.write(
      to: workplace.path("b.npy"), seed: SeedSequence(5), keepingRaster: true)
    #expect(result.raster == whole.raster && result.spikes == whole.spikes)
    #expect(result.spikesOfPopulations == whole.spikesOfPopulations)
    #expect(try workplace.bytes("a.npy") == workplace.bytes("b.npy"))
    #expect(whole.spikesOfPopulations.allSatisfy { $0 > 0 })
  }

  @Test("A checkpoint of another network or seed, or with a part missing, is refused")
  func refusals() async throws {
    let workplace = try Workplace()
    var checkpoints = NetworkSimulation.Checkpoints()
    checkpoints.resume = true
    let simulation = try stopped(workplace)
    func sentence(_ simulation: NetworkSimulation, seed: UInt64 = 5) async -> String {
      let checkpoints = checkpoints
      return await Workplace.refusal {
        _ = try simulation.write(
          to: workplace.path("a.npy"), seed: SeedSequence(seed), checkpoints: checkpoints)
      } ?? ""
    }
    #expect(await sentence(simulation, seed: 6).contains("seed 5"))
    try workplace.write(Array(Self.text(duration: 0.05, neurons: 401).utf8), to: "network.yaml")
    let other = try NetworkSimulation(contentsOf: workplace.path("network.yaml"))
    #expect(await sentence(other).contains("401"))
    // What the description says besides the network: whom to record, for how long, and the drives.
    for (was, new, words) in [
      (
        "record: [a, c]", "record: [c, a]",
        "the recorded populations a (400 neurons), c (30 neurons)"
      ),
      ("duration: 0.05", "duration: 0.04", "a duration in seconds of 0.05, not 0.04"),
      ("drive: 21", "drive: 22", "drives of the fingerprint"),
    ] {
      let text = Self.text(duration: 0.05).replacingOccurrences(of: was, with: new)
      try workplace.write(Array(text.utf8), to: "network.yaml")
      let changed = try NetworkSimulation(contentsOf: workplace.path("network.yaml"))
      #expect(await sentence(changed).contains(words))
    }
    let part = "a.npy.checkpoint/spikes-0-20.safetensors"
    var bytes = Array(try workplace.bytes(part))
    bytes[bytes.count - 9] ^= 0x10
    try workplace.write(bytes, to: part)
    #expect(await sentence(simulation).contains("spikes-0-20.safetensors is damaged"))
    try workplace.write([1, 2, 3], to: "a.npy.checkpoint/spikes-0-20.safetensors")
    #expect(await sentence(simulation).contains("spikes-0-20"))
    try FileManager.default.removeItem(
      atPath: workplace.path("a.npy.checkpoint/spikes-0-20.safetensors"))
    #expect(await sentence(simulation).contains("lacks the spikes from window 0 to 20"))
  }
}
