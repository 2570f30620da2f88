// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Runs
import Testing

/// Guards against commands that write over what they read, over their own other output, or over a run.
///
/// A row says what a command reads and writes. No file holds what its name promises: the refusal comes before anything
/// is read.
@Suite("No output destroys anything")
struct FilePlanTests {
  struct Command: Sendable, CustomTestStringConvertible {
    /// The words in front of the options; RUN is the folder of a run, IN a file that is read.
    let words: [String]
    /// Options of files that are read; "" for IN among the words.
    var reads: [String] = []
    /// Options of files that are written, with the suffixes that they may have.
    let writes: [(option: String, suffixes: [String])]

    var testDescription: String { words.joined(separator: " ") }
  }

  private static let spikes = [".nwb", ".nirdata", ".h5", ".csv", ".npy"]
  private static let pictures = [".png", ".svg"]
  private static let tables = [".safetensors", ".npy"]
  private static let any = ["", ".safetensors", ".png"]

  static let commands = [
    Command(
      words: ["sample", "--rates", "5"], writes: [("-o", spikes), ("--figure", pictures)]),
    Command(
      words: ["encode"], reads: ["--data"], writes: [("-o", spikes), ("--figure", pictures)]),
    Command(
      words: ["simulate", "RUN"], reads: ["--data"],
      writes: [("-o", spikes), ("--figure", pictures)]),
    Command(
      words: ["generate", "RUN"],
      writes: [("-o", tables), ("--spikes", spikes), ("--figure", pictures)]),
    Command(
      words: ["stream", "RUN"], reads: ["--video", "--resume"],
      writes: [
        ("-o", [".nwb", ".csv", ".npy"]), ("--reconstruction", any), ("--save-state", any),
        ("--figure", pictures),
      ]),
    Command(words: ["evaluate", "RUN"], reads: ["--data"], writes: [("--atoms", any)]),
    Command(words: ["export", "RUN"], writes: [("-o", [".safetensors", ".nir"])]),
    Command(words: ["sparse", "code", "RUN"], reads: ["--data"], writes: [("-o", tables)]),
    Command(
      words: ["sparse", "code", "IN", "--data", "other.npy"], reads: [""],
      writes: [("-o", tables)]),
    Command(words: ["compare", "RUN"], writes: [("--figure", pictures)]),
    Command(words: ["verify-sampler"], writes: [("--figure", pictures)]),
    Command(
      words: ["figure", "dictionary", "RUN"], reads: ["--data"], writes: [("-o", pictures)]),
    Command(words: ["figure", "training", "RUN"], writes: [("-o", pictures)]),
    Command(words: ["figure", "raster", "IN"], reads: [""], writes: [("-o", pictures)]),
  ]

  /// A folder with the run `run`, of which nothing can be read.
  private func workplace() throws -> Workplace {
    let workplace = try Workplace()
    try FileManager.default.createDirectory(
      atPath: workplace.path("run"), withIntermediateDirectories: true)
    try workplace.write(Array(#"{"program": "interspike"}"#.utf8), to: "run/config.json")
    for name in ["checkpoint.safetensors", "best.safetensors", "metrics.jsonl"] {
      try workplace.write([1], to: "run/\(name)")
    }
    try FileManager.default.createDirectory(
      atPath: workplace.path("below"), withIntermediateDirectories: true)
    return workplace
  }

  /// Runs a command whose files are named like this, and expects a refusal that changes nothing.
  private func refuses(
    _ command: Command, reading read: String = "read.bin", _ names: [String: String],
    saying words: String, in workplace: Workplace
  ) async throws {
    var arguments = command.words.map { ["RUN": "run", "IN": read][$0] ?? $0 }
    for option in command.reads where !option.isEmpty { arguments += [option, read] }
    for (option, suffixes) in command.writes {
      if let name = names[option] {
        arguments += [option, name]
      } else if option == "-o" {
        arguments += [option, "free\(suffixes[0])"]
      }
    }
    let before = try snapshot(workplace)
    let outcome = try await Program.run(
      Program.path(of: "interspike"), arguments, in: workplace.folder)
    #expect(outcome.status == 64, "\(arguments): \(outcome.errors)")
    #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
    #expect(try snapshot(workplace) == before, "\(arguments)")
  }

  /// Every file below a workplace with its bytes.
  private func snapshot(_ workplace: Workplace) throws -> [String: Data?] {
    let paths = FileManager.default.enumerator(atPath: workplace.folder)?.compactMap {
      $0 as? String
    }
    return Dictionary(
      uniqueKeysWithValues: (paths ?? []).map { ($0, try? workplace.bytes($0)) })
  }

  @Test("An output that is an input is refused", arguments: commands)
  func inputs(command: Command) async throws {
    guard !command.reads.isEmpty else { return }
    let workplace = try workplace()
    for (option, suffixes) in command.writes {
      let (read, link) = ("read\(suffixes[0])", "link\(suffixes[0])")
      if !workplace.exists(read) {
        try workplace.write([7], to: read)
        try FileManager.default.linkItem(
          atPath: workplace.path(read), toPath: workplace.path(link))
      }
      for name in [read, link] {
        try await refuses(
          command, reading: read, [option: name],
          saying: "\(option) \(name) would overwrite \(read), which", in: workplace)
      }
    }
  }

  @Test("Two outputs of one name are refused", arguments: commands)
  func outputs(command: Command) async throws {
    let workplace = try workplace()
    for (place, first) in command.writes.enumerated() {
      for second in command.writes[(place + 1)...] {
        guard let suffix = first.suffixes.first(where: second.suffixes.contains) else { continue }
        try await refuses(
          command, [first.option: "out\(suffix)", second.option: "below/../out\(suffix)"],
          saying: "are the same file. Choose another name for \(second.option).", in: workplace)
      }
    }
  }

  @Test("A run's own files are no output of another command", arguments: commands)
  func runs(command: Command) async throws {
    let workplace = try workplace()
    try FileManager.default.createDirectory(
      atPath: workplace.path("another"), withIntermediateDirectories: true)
    for name in try workplace.names("run") {
      try FileManager.default.copyItem(
        atPath: workplace.path("run/\(name)"), toPath: workplace.path("another/\(name)"))
    }
    for (option, suffixes) in command.writes {
      let link = "to-a-run\(suffixes[0])"
      if !workplace.exists(link) {
        try FileManager.default.createSymbolicLink(
          atPath: workplace.path(link), withDestinationPath: "another/config.json")
      }
      try await refuses(
        command, [option: link], saying: "\(option) \(link) is a file of the run ", in: workplace)
    }
  }

  /// What the plan of files says, as the program would.
  private func refusal(
    reads: [String] = [], writes: [String], in workplace: Workplace
  ) async -> String? {
    await Workplace.refusal {
      try FilePlan.requireSafe(
        runs: [], reads: reads.map { ("", workplace.path($0)) },
        writes: writes.map { ("-o", $0.hasPrefix("/") ? $0 : workplace.path($0)) }, draws: [],
        trains: nil)
    }
  }

  @Test(
    "Every file of a run is its own, however it is spelled",
    arguments: [
      "run/checkpoint.safetensors", "run/checkpoint-000000005.safetensors", "run/config.json",
      "below/../run/best.safetensors", "run/metrics.jsonl",
    ])
  func ownFiles(_ name: String) async throws {
    let workplace = try workplace()
    let found = await refusal(writes: [name], in: workplace)
    #expect(found?.contains("is a file of the run ") == true, "\(found ?? "")")
  }

  @Test("Spellings of a file that is not there yet are seen through")
  func spellings() async throws {
    let workplace = try workplace()
    try FileManager.default.createSymbolicLink(
      atPath: workplace.path("way"), withDestinationPath: "below")
    try FileManager.default.createSymbolicLink(
      atPath: workplace.path("dangling.npy"), withDestinationPath: "below/g.npy")
    try FileManager.default.createSymbolicLink(
      atPath: workplace.path("twice.npy"), withDestinationPath: "dangling.npy")
    for name in [
      "below/g.npy", "./below//g.npy", "below/../below/./g.npy", "way/g.npy", "dangling.npy",
      "twice.npy", workplace.path("way/g.npy"),
    ] {
      let found = await refusal(writes: ["below/g.npy", name], in: workplace)
      #expect(found?.contains("are the same file") == true, "\(name): \(found ?? "")")
    }
  }

  @Test("A picture's script and numbers count as outputs")
  func besidePictures() async throws {
    let workplace = try workplace()
    let picture = workplace.path("a.png")
    for name in ["a.gp", "a.dat", "./a.png"] {
      let found = await Workplace.refusal {
        try FilePlan.requireSafe(
          runs: [], reads: [], writes: [("--save-state", workplace.path(name))],
          draws: [("--figure", picture)], trains: nil)
      }
      #expect(found?.contains("are the same file") == true, "\(name): \(found ?? "")")
    }
  }

  @Test("Trainings do not read what they write, and folders of results keep the rule")
  func folders() async throws {
    let workplace = try workplace()
    try workplace.write([1], to: "read.npy")
    try workplace.write(
      Array("{command: train poisson, settings: {data: read.npy}, grid: {seed: [1]}}".utf8),
      to: "s.yaml")
    try FileManager.default.createSymbolicLink(
      atPath: workplace.path("below/results.json"), withDestinationPath: "../run/config.json")
    try FileManager.default.createSymbolicLink(
      atPath: workplace.path("below/train.safetensors"), withDestinationPath: "../run/config.json")
    try FileManager.default.createSymbolicLink(
      atPath: workplace.path("below/cockatoo.mp4"), withDestinationPath: "../run/config.json")
    try workplace.write(
      Array("{duration: 1, populations: {given: {model: replay, file: given.csv}}}".utf8),
      to: "n.yaml")
    try workplace.write(Array("time,neuron\n0.5,0\n".utf8), to: "given.csv")
    try workplace.write([1], to: "below/held-out.safetensors")
    let before = try snapshot(workplace)
    for arguments in [
      ["sample", "--rates", "read.npy", "-o", "read.npy"],
      ["network", "n.yaml", "-o", "below/../given.csv"],
      ["data", "film", "below/held-out.safetensors", "-o", "below"],
      ["train", "poisson", "--data", "run/checkpoint.safetensors", "-o", "run"],
      ["train", "--resume", "run", "--data", "run/checkpoint.safetensors"],
      ["sparse", "lca", "--data", "run/checkpoint.safetensors", "-o", "run"],
      ["sparse", "--resume", "run", "--data", "run/checkpoint.safetensors"],
      ["import", "run/checkpoint.safetensors", "-o", "run"],
      ["sweep", "s.yaml", "-o", "sweep", "--slurm", "s.yaml"],
      ["sweep", "s.yaml", "-o", "sweep", "--slurm", "below/../read.npy"],
      ["sweep", "s.yaml", "-o", "sweep", "--slurm", "run/config.json"],
      ["sweep", "s.yaml", "-o", "below"],
      ["experiment", "estimators", "-o", "below"], ["experiment", "bar", "run", "-o", "below"],
      ["experiment", "sta", "run", "-o", "below"],
      ["experiment", "gratings", "run", "-o", "below"],
      ["reproduce", "dictionaries", "--quick", "-o", "below"],
      ["data", "photos", "-o", "below"], ["data", "mnist", "-o", "below"],
      ["data", "fashion", "-o", "below"], ["data", "video", "--clip", "cockatoo", "-o", "below"],
    ] {
      let outcome = try await Program.run(
        Program.path(of: "interspike"), arguments, in: workplace.folder)
      #expect(outcome.status == 64, "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.contains("Choose another name"), "\(arguments): \(outcome.errors)")
      #expect(try snapshot(workplace) == before, "\(arguments)")
    }
  }

  /// Guards against taking a run's checkpoints, which are second names of each other for a while, for one output.
  @Test("A training that keeps checkpoints goes on from the moment at which two names are one file")
  func keptCheckpoints() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    try await workplace.train("run") {
      ($0.latents, $0.batch, $0.steps, $0.keep, $0.checkpointEvery) = (8, 40, 4, 2, 2)
    }
    try FileManager.default.linkItem(
      atPath: workplace.path("run/checkpoint.safetensors"),
      toPath: workplace.path("run/checkpoint-000000004.safetensors"))
    try FilePlan.requireSafe(
      runs: [], reads: [("--data", workplace.path("patches.safetensors"))], writes: [], draws: [],
      trains: ("--resume", workplace.path("run")))
    #expect(try await workplace.resume("run", steps: 6).stepsTaken == 6)
  }

  @Test("Other files may lie in the folder of a run, and devices are not replaced")
  func allowed() async throws {
    let workplace = try workplace()
    let inside = try await Program.interspike(
      "sample", "--rates", "5", "-o", "run/raster.npy", "--figure", "run/raster.png", "-q",
      in: workplace)
    #expect(inside.status == 0, "\(inside.errors)")
    // A folder with a config.json of somebody's is no run.
    try FileManager.default.createDirectory(
      atPath: workplace.path("theirs"), withIntermediateDirectories: true)
    try workplace.write(Array("{}".utf8), to: "theirs/config.json")
    let evaluate = ["evaluate", "run", "--data", "none.npy", "--atoms"]
    let theirs = try await Program.run(
      Program.path(of: "interspike"), evaluate + ["theirs/best.safetensors"], in: workplace.folder)
    #expect(theirs.status != 64, "\(theirs.errors)")
    let device = try await Program.run(
      Program.path(of: "interspike"), evaluate + ["/dev/null"], in: workplace.folder)
    #expect(device.status == 64 && device.errors.contains("is a device or a pipe"))
  }
}
