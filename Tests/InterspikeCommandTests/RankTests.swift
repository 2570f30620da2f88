// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Runs
import Testing

/// Guards against files that depend on how many processes made them, and against jobs that hang or end without a word.
@Suite(
  "Ranks of MPI", .serialized,
  .enabled(if: MessagePassing.isInstalled, MessagePassing.reason))
struct RankTests {
  private static func training(
    _ folder: String, data: String = "patches.safetensors", steps: Int = 24, latents: Int = 16,
    batch: Int = 40
  ) -> [String] {
    [
      "train", "poisson", "--data", data, "--held-out", "held-out.safetensors", "-o", folder,
      "--latents", "\(latents)", "--batch", "\(batch)", "--steps", "\(steps)", "--evaluate-every",
      "10",
      "--checkpoint-every", "8", "--keep", "2", "--threads", "1",
    ]
  }

  private static func workplace() throws -> Workplace {
    let workplace = try Workplace()
    try workplace.makePatches()
    try workplace.makePatches("held-out.safetensors", count: 600)
    return workplace
  }

  private static func files(_ folder: String, in workplace: Workplace) throws -> [String: String] {
    var files: [String: String] = [:]
    for name in try workplace.names(folder) {
      files[name] = SHA256.sum(of: Array(try workplace.bytes("\(folder)/\(name)")))
    }
    return files
  }

  @Test("Every file of a training is the same for any number of ranks and any library")
  func sameBytes() async throws {
    let place = try Self.workplace()
    let alone = try await Program.run(
      Program.path(of: "interspike"), Self.training("alone"), in: place.folder)
    #expect(alone.status == 0)
    let expected = try Self.files("alone", in: place)
    #expect(expected.count == 4)
    for (mpi, count) in [
      (MessagePassing.openMPI, 2), (.openMPI, 3), (.mpich, 2), (.standard, 3), (.standard, 1),
    ] {
      let folder = "\(mpi)-\(count)".replacing(" ", with: "-")
      let outcome = try await mpi.run(count, Self.training(folder), in: place)
      #expect(outcome.status == 0, "\(mpi), \(count): \(outcome.errors)")
      #expect(try Self.files(folder, in: place) == expected, "\(mpi), \(count)")
      // Rank 0 alone speaks.
      #expect(outcome.sentences.filter { $0.contains("24 steps taken") }.count == 1)
      if count > 1 {
        #expect(outcome.errors.contains("\(count) ranks on 1 host ("))
      }
    }
  }

  @Test(
    "A signal stops all ranks at one step, and any number of ranks goes on to the same bytes",
    arguments: [(MessagePassing.openMPI, SIGUSR1), (.standard, SIGTERM)])
  func interruption(mpi: MessagePassing, signal: Int32) async throws {
    // Open MPI kills half a second after it passes on SIGTERM, which a busy machine may need for a step.
    let place = try Self.workplace()
    let stopped = try await mpi.run(
      mpi.arguments(2, Self.long("run")), in: place, library: mpi.library
    ) { launcher in
      Self.wait { place.exists("run/checkpoint-000000008.safetensors") }
      kill(launcher, signal)
    }
    #expect(stopped.status != 0)
    let sentence = try #require(
      stopped.sentences.last { $0.contains("stopped after step") }, "\(stopped.errors)")
    #expect(stopped.sentences.filter { $0.contains("stopped after step") }.count == 1)
    let step = try #require(
      Self.step(of: place.path("run/checkpoint.safetensors")), "no checkpoint")
    #expect(sentence.contains("stopped after step \(step) of 200."))
    // Open MPI, which does not spin when there are more ranks than processors.
    let resumed = try await MessagePassing.openMPI.run(
      3, ["train", "--resume", "run", "--threads", "1"], in: place)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let expected = try await Self.files("alone", in: place, Self.long("alone"))
    #expect(try Self.files("run", in: place) == expected)
  }

  @Test("When a rank is killed the job ends, and resumes to the same bytes")
  func killed() async throws {
    let place = try Self.workplace()
    let mpi = MessagePassing.standard
    let ended = try await mpi.run(
      mpi.arguments(2, Self.long("run")), in: place, library: mpi.library
    ) { launcher in
      Self.wait { place.exists("run/checkpoint-000000008.safetensors") }
      if let rank = MessagePassing.ranks(of: launcher).last { kill(rank, SIGKILL) }
    }
    #expect(ended.status != 0)
    let resumed = try await Program.run(
      Program.path(of: "interspike"), ["train", "--resume", "run", "--threads", "1"],
      in: place.folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let expected = try await Self.files("alone", in: place, Self.long("alone"))
    #expect(try Self.files("run", in: place) == expected)
  }

  @Test(
    "A rank that fails says so, and its status is the launcher's",
    arguments: [MessagePassing.openMPI, .mpich])
  func failure(mpi: MessagePassing) async throws {
    let place = try Self.workplace()
    let program = Program.path(of: "interspike")
    let outcome = try await mpi.run(
      mpi.options + ["-n", "1", program] + Self.training("run")
        + [":", "-n", "1", program] + Self.training("run", data: "missing.safetensors"),
      in: place, library: mpi.library)
    #expect(outcome.status == 66, "\(outcome.errors)")
    #expect(outcome.errors.contains("interspike: rank 1 of 2 ("))
    #expect(outcome.errors.contains("missing.safetensors"))
    // Nobody begins before all can.
    #expect(!place.exists("run"))
  }

  @Test("What fails on all ranks is said once, with the status it has for one process")
  func failureOfAll() async throws {
    let place = try Self.workplace()
    try place.write([1], to: "occupied")
    let outcome = try await MessagePassing.standard.run(2, Self.training("."), in: place)
    #expect(outcome.status == 73, "\(outcome.errors)")
    #expect(outcome.sentences.count == 1 && outcome.errors.contains("is not empty"))
  }

  @Test("Ranks with other data, or processors that round otherwise, are refused with both values")
  func different() async throws {
    let place = try Self.workplace()
    try place.makePatches("other.safetensors", count: 401)
    let (mpi, program) = (MessagePassing.mpich, Program.path(of: "interspike"))
    let data = try await mpi.run(
      ["-n", "1", program] + Self.training("run")
        + [":", "-n", "1", program] + Self.training("run", data: "other.safetensors"),
      in: place, library: mpi.library)
    #expect(data.status == 65, "\(data.errors)")
    #expect(data.sentences.count == 1)
    #expect(data.errors.contains(") reads a different patches.safetensors than rank 0 ("))
    #expect(data.errors.contains("Copy the file"))
    let seed = try await mpi.run(
      ["-n", "1", program] + Self.training("run")
        + [":", "-n", "1", program] + Self.training("run") + ["--seed", "2"],
      in: place, library: mpi.library)
    #expect(seed.status == 65 && seed.errors.contains("has different settings than rank 0"))
    #expect(!place.exists("run"))
  }

  @Test("A launcher without its library is refused in one sentence")
  func libraries() async throws {
    let place = try Self.workplace()
    let command = Self.training("run")
    let missing = try await MessagePassing.mpich.run(
      2, command, in: place, library: "/nowhere/libmpi.so.12")
    #expect(missing.status == 69 && missing.sentences.count == 1, "\(missing.errors)")
    #expect(
      missing.errors.contains("mpiexec started 2 processes, but INTERSPIKE_MPI names /nowhere"))
    let foreign = try await MessagePassing.mpich.run(
      2, command, in: place, library: MessagePassing.openMPI.library)
    #expect(foreign.status == 69, "\(foreign.errors)")
    #expect(foreign.errors.contains("mpiexec started 2 processes, but "))
    #expect(foreign.errors.contains(" sees 1: it belongs to another MPI."))
    #expect(!place.exists("run"))
  }

  @Test("A command that works in one process refuses several, and may be told to ignore them")
  func refusal() async throws {
    let place = try Self.workplace()
    let mpi = MessagePassing.standard
    let outcome = try await mpi.run(2, ["evaluate", "run", "--data", "d.npy"], in: place)
    #expect(outcome.status == 64 && outcome.sentences.count == 1, "\(outcome.errors)")
    #expect(
      outcome.errors.contains("mpiexec started 2 processes, but `evaluate` runs in a single one."))
    let alone = try await mpi.run(
      ["-n", "2", "/usr/bin/env", "INTERSPIKE_RANKS=off", Program.path(of: "interspike")]
        + ["inspect", "patches.safetensors"], in: place, library: "/nowhere/libmpi.so")
    #expect(alone.status == 0)
    #expect(alone.output.components(separatedBy: "400").count > 2)
  }

  @Test("Spikes of several ranks are those of one, byte for byte")
  func spikes() async throws {
    let place = try Self.workplace()
    try await place.train("model") { ($0.latents, $0.batch, $0.steps) = (16, 40, 20) }
    let commands = [
      ["sample", "--uniform", "20", "--neurons", "700", "--duration", "2"],
      ["encode", "--data", "patches.safetensors", "--count", "3", "--scale"],
      ["simulate", "model", "--data", "patches.safetensors", "--count", "4"],
    ]
    for (command, ending) in zip(commands, ["nwb", "csv", "nwb"]) {
      let file = "\(command[0]).\(ending)"
      let alone = try await Program.run(
        Program.path(of: "interspike"), command + ["-o", "alone-\(file)"], in: place.folder)
      #expect(alone.status == 0, "\(alone.errors)")
      for (mpi, count) in [(MessagePassing.openMPI, 3), (.standard, 2)] {
        let together = try await mpi.run(
          count, command + ["-o", "\(count)-\(file)", "--threads", "2"], in: place)
        #expect(together.status == 0, "\(together.errors)")
        #expect(
          try place.bytes("\(count)-\(file)") == place.bytes("alone-\(file)"), "\(command[0])")
        #expect(
          together.output == alone.output.replacing("alone-", with: "\(count)-"), "rank 0 reports")
      }
    }
  }

  @Test("inspect --ranks describes the job", arguments: MessagePassing.allCases)
  func survey(mpi: MessagePassing) async throws {
    let place = try Self.workplace()
    let outcome = try await mpi.run(2, ["inspect", "--ranks", "--json"], in: place)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let object = try Workplace.object(outcome.output)
    #expect((object["hosts"] as? [String])?.count == 2)
    #expect(object["file"] as? String == mpi.library)
    #expect((object["exchanges"] as? [[String: Any]])?.count == 4)
  }

  // MARK: -

  /// A training that lasts about as long as a signal needs, on any machine.
  private static func long(_ folder: String) -> [String] {
    training(folder, steps: 200, latents: 256, batch: 200)
  }

  private static func wait(until holds: () -> Bool) {
    while !holds() { usleep(2000) }
  }

  private static func step(of checkpoint: String) -> Int? {
    (try? SafetensorsFile(path: checkpoint).metadata["step"]).flatMap { Int($0) }
  }

  /// The files of a training by one process.
  private static func files(
    _ folder: String, in place: Workplace, _ command: [String]
  ) async throws -> [String: String] {
    let outcome = try await Program.run(
      Program.path(of: "interspike"), command, in: place.folder)
    #expect(outcome.status == 0)
    return try files(folder, in: place)
  }
}
