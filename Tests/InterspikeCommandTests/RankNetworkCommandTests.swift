// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

extension RankTests {
  /// Brunel's network with a twentieth of the neurons.
  private static func brunel(_ duration: Double, in place: Workplace) throws {
    let text = """
      duration: \(duration)
      populations:
        excitatory: &cells {model: lif, neurons: 400, membrane_time_constant: 0.02, threshold: 20, reset: 10, refractory_time: 0.002}
        inhibitory: {<<: *cells, neurons: 100}
      projections:
        - {from: excitatory, to: [excitatory, inhibitory], rule: fixed_in_degree, count: 40, weight: 2, delay: 0.0015}
        - {from: inhibitory, to: [excitatory, inhibitory], rule: fixed_in_degree, count: 10, weight: -10, delay: 0.0015}
      inputs:
        - {to: [excitatory, inhibitory], rate: 5000, weight: 0.4}
      """
    try place.write(Array(text.utf8), to: "brunel.yaml")
  }

  @Test("A network's file is the same for any number of ranks and any library")
  func network() async throws {
    let place = try Workplace()
    try Self.brunel(0.03, in: place)
    let command = ["network", "brunel.yaml", "--seed", "7", "-o"]
    let alone = try await Program.run(
      Program.path(of: "interspike"), command + ["alone.nwb"], in: place.folder)
    #expect(alone.status == 0, "\(alone.errors)")
    for (mpi, count) in [
      (MessagePassing.openMPI, 2), (.openMPI, 3), (.mpich, 2), (.standard, 2), (.standard, 1),
    ] {
      let file = "\(mpi)-\(count).nwb".replacing(" ", with: "-")
      let together = try await mpi.run(count, command + [file, "--threads", "2"], in: place)
      #expect(together.status == 0, "\(mpi), \(count): \(together.errors)")
      #expect(try place.bytes(file) == place.bytes("alone.nwb"), "\(mpi), \(count)")
      func facts(_ text: String) -> Set<Substring> {
        Set(text.split(separator: "\n").filter { !$0.contains(try! Regex("speed|memory|file")) })
      }
      #expect(facts(together.output) == facts(alone.output), "rank 0 reports")
    }
  }

  @Test("A dictionary is the same for any number of ranks, and goes on with another")
  func dictionary() async throws {
    let place = try Workplace()
    try place.makePatches()
    func command(_ folder: String, steps: Int) -> [String] {
      [
        "sparse", "lca", "--data", "patches.safetensors", "--held-out", "patches.safetensors", "-o",
        folder, "--latents", "24", "--batch", "41", "--steps", "\(steps)", "--evaluate-every", "6",
        "--threads", "1",
      ]
    }
    let alone = try await Program.run(
      Program.path(of: "interspike"), command("alone", steps: 12), in: place.folder)
    #expect(alone.status == 0, "\(alone.errors)")
    let timed = try await MessagePassing.openMPI.run(
      3, command("together", steps: 12) + ["--timing", "--patience", "300"], in: place)
    #expect(timed.status == 0, "\(timed.errors)")
    #expect(timed.sentences.filter { $0.contains("ranks computed for ") }.count == 1)
    let half = try await MessagePassing.standard.run(2, command("half", steps: 6), in: place)
    #expect(half.status == 0, "\(half.errors)")
    #expect(!half.errors.contains("ranks computed for "))
    let resumed = try await MessagePassing.openMPI.run(
      3, ["sparse", "--resume", "half", "--steps", "12"], in: place)
    #expect(resumed.status == 0, "\(resumed.errors)")
    for arguments in [
      command("first", steps: 6), ["sparse", "--resume", "first", "--steps", "12"],
    ] {
      let outcome = try await Program.run(
        Program.path(of: "interspike"), arguments, in: place.folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    for (found, expected) in [("together", "alone"), ("half", "first")] {
      for file in ["checkpoint.safetensors", "metrics.jsonl", "config.json"] {
        #expect(
          try place.bytes("\(found)/\(file)") == place.bytes("\(expected)/\(file)"),
          "\(found)/\(file)")
      }
    }
    let refused = try await MessagePassing.standard.run(
      2, command("again", steps: 6) + ["--patience", "-1"], in: place)
    #expect(refused.status == 64 && refused.errors.contains("--patience is -1"))
  }

  @Test("A network that a signal stops on all ranks goes on with another number of them")
  func networkInterruption() async throws {
    let place = try Workplace()
    try Self.brunel(0.6, in: place)
    let command = ["network", "brunel.yaml", "--seed", "7", "--threads", "1", "-o"]
    let mpi = MessagePassing.standard
    let stopped = try await mpi.run(
      mpi.arguments(2, command + ["a.nwb", "--checkpoint-every", "0"]), in: place,
      library: mpi.library
    ) { launcher in
      while !place.exists("a.nwb.checkpoint/state.safetensors") { usleep(2000) }
      kill(launcher, SIGTERM)
    }
    #expect(stopped.status != 0 && !place.exists("a.nwb"), "\(stopped.errors)")
    #expect(
      stopped.sentences.filter { $0.contains("Repeat the command with --resume") }.count == 1,
      "\(stopped.errors)")
    let resumed = try await MessagePassing.openMPI.run(
      3, command + ["a.nwb", "--resume"], in: place)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let alone = try await Program.run(
      Program.path(of: "interspike"), command + ["alone.nwb"], in: place.folder)
    #expect(alone.status == 0)
    #expect(try place.bytes("a.nwb") == place.bytes("alone.nwb"))
    #expect(!place.exists("a.nwb.checkpoint"))
  }

  @Test("A rank that cannot read its network ends all with its sentence and status")
  func networkFailure() async throws {
    let place = try Workplace()
    try Self.brunel(0.03, in: place)
    let (mpi, program) = (MessagePassing.standard, Program.path(of: "interspike"))
    let outcome = try await mpi.run(
      ["-n", "1", program, "network", "brunel.yaml", "-o", "a.nwb"]
        + [":", "-n", "1", program, "network", "missing.yaml", "-o", "a.nwb"],
      in: place, library: mpi.library)
    #expect(outcome.status == 66, "\(outcome.errors)")
    #expect(outcome.errors.contains("interspike: rank 1 of 2 ("))
    #expect(outcome.errors.contains("missing.yaml"))
    #expect(!place.exists("a.nwb"))
  }
}
