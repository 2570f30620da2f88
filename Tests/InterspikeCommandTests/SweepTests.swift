// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Experiments
import Foundation
import Runs
import Testing

@Suite("Sweeps")
struct SweepTests {
  /// The text of a sweep of two by two cells.
  static func file(
    steps: Int = 30, checkpointEvery: Int = 20, output: String = "sweep",
    grid: String = "{beta: [0.5, 1], seed: [1, 2]}",
    more: String = ""
  ) -> String {
    """
    output: \(output)
    command: train poisson
    settings:
      data: patches.safetensors
      held_out: patches.safetensors
      latents: 8
      batch: 40
      steps: \(steps)
      checkpoint_every: \(checkpointEvery)
    \(more)
    grid: \(grid)
    workers: 2
    """
  }

  static let cells = ["beta-0.5_seed-1", "beta-0.5_seed-2", "beta-1_seed-1", "beta-1_seed-2"]

  private func sweep(
    _ workplace: Workplace, _ text: String, _ more: [String] = []
  ) async throws -> Program.Outcome {
    try workplace.write(Array(text.utf8), to: "sweep.yaml")
    return try await Program.run(
      Program.path(of: "interspike"), ["sweep", "sweep.yaml"] + more, in: workplace.folder)
  }

  @Test("A dry run prints the command lines that a sweep runs, and writes nothing")
  func dryRun() async throws {
    let workplace = try Workplace()
    let outcome = try await sweep(
      workplace, Self.file(output: "my sweep", more: "  unit_dictionary: true"), ["--dry-run"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors == "")
    let common =
      "--checkpoint-every 20 --data patches.safetensors --held-out patches.safetensors --latents 8"
    #expect(
      outcome.output
        == [("0.5", "1"), ("0.5", "2"), ("1", "1"), ("1", "2")].map { beta, seed in
          "interspike train poisson --batch 40 --beta \(beta) \(common) --seed \(seed) --steps 30 "
            + "--unit-dictionary -o 'my sweep/beta-\(beta)_seed-\(seed)'\n"
        }.joined())
    #expect(try workplace.names() == ["sweep.yaml"])
  }

  @Test("Cells are the runs of their command lines, and a table has a row for each")
  func cells() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    let outcome = try await sweep(workplace, Self.file(), ["--threads", "1"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try workplace.names("sweep") == Self.cells + ["results.csv", "results.json"])
    let lines = try await sweep(workplace, Self.file(output: "hand"), ["--dry-run"])
    for line in lines.output.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      let hand = try await Program.run(
        Program.path(of: "interspike"), Array(words.dropFirst()), in: workplace.folder)
      #expect(hand.status == 0, "\(hand.errors)")
    }
    for cell in Self.cells {
      for file in ["checkpoint.safetensors", "config.json", "metrics.jsonl"] {
        #expect(
          try workplace.bytes("sweep/\(cell)/\(file)") == workplace.bytes("hand/\(cell)/\(file)"))
      }
    }
    let table = try workplace.text("sweep/results.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(
      table[0] == [
        "cell", "beta", "seed", "complete", "steps", "measured_at", "nelbo", "mse", "kl",
        "mse_map", "r_squared", "active_fraction", "lifetime_sparsity", "zeros", "mean_count",
      ])
    #expect(table.dropFirst().map { $0[0] } == Self.cells)
    let rows =
      try JSONSerialization.jsonObject(with: workplace.bytes("sweep/results.json"))
      as? [[String: Any]] ?? []
    #expect(rows.count == 4 && table.count == 5)
    for (line, row) in zip(table.dropFirst(), rows) {
      let metrics = try workplace.text("sweep/\(line[0])/metrics.jsonl").split(separator: "\n")
      let last = try Workplace.object(String(metrics.last { $0.contains("held-out") } ?? ""))
      #expect(line[3...5] == ["true", "30", "30"])
      for (name, text) in zip(table[0], line).dropFirst(6) {
        for other in [last[name], row[name]] {
          guard let value = Double(text) else {
            #expect(text.isEmpty && other is NSNull, "\(name)")
            continue
          }
          // Foundation's untyped reader is off by some units in the last place.
          #expect(abs((other as? Double ?? .nan) - value) <= 1e-14 * abs(value), "\(name)")
        }
      }
    }
  }

  @Test("Complete cells are left alone, and the table is rebuilt from the folders")
  func again() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    let first = try await sweep(workplace, Self.file())
    #expect(first.status == 0, "\(first.errors)")
    let results = try ["csv", "json"].map { try workplace.bytes("sweep/results.\($0)") }
    func times() throws -> [Date?] {
      try Self.cells.map {
        try FileManager.default.attributesOfItem(
          atPath: workplace.path("sweep/\($0)/metrics.jsonl"))[.modificationDate] as? Date
      }
    }
    let before = try times()
    let second = try await sweep(workplace, Self.file())
    #expect(second.status == 0, "\(second.errors)")
    #expect(second.errors.contains("4 cells, 4 complete"), "\(second.errors)")
    #expect(try times() == before)
    // Gathering needs the folders alone, not the data.
    try FileManager.default.removeItem(atPath: workplace.path("patches.safetensors"))
    try FileManager.default.removeItem(atPath: workplace.path("sweep/results.csv"))
    try FileManager.default.removeItem(atPath: workplace.path("sweep/results.json"))
    let gathered = try await sweep(workplace, Self.file(), ["--gather"])
    #expect(gathered.status == 0, "\(gathered.errors)")
    #expect(try ["csv", "json"].map { try workplace.bytes("sweep/results.\($0)") } == results)
    try FileManager.default.removeItem(atPath: workplace.path("sweep/beta-1_seed-1"))
    let partial = try await sweep(workplace, Self.file(), ["--gather"])
    #expect(partial.errors.contains("3 of 4 cells complete"), "\(partial.errors)")
    #expect(
      try workplace.text("sweep/results.csv").contains("beta-1_seed-1,1,1,false,,,,,,,,,,,\n"))
  }

  @Test(
    "A grid of models, one of whose cells fails: the others are trained and the error says which")
  func failure() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    let text = Self.file(grid: "{model: [poisson, gaussian], seed: [1, 2]}")
      .replacingOccurrences(of: "command: train poisson", with: "command: train")
    try FileManager.default.createDirectory(
      atPath: workplace.path("sweep/model-gaussian_seed-1"), withIntermediateDirectories: true)
    try workplace.write([1], to: "sweep/model-gaussian_seed-1/thesis.tex")
    let outcome = try await sweep(workplace, text)
    #expect(outcome.status == 73, "\(outcome.errors)")
    let sentence = outcome.sentences.last ?? ""
    #expect(sentence.contains("1 of 4 cells failed: 'model-gaussian_seed-1'"), "\(sentence)")
    #expect(sentence.contains("is not empty"), "\(sentence)")
    #expect(sentence.contains("by hand: interspike train gaussian"), "\(sentence)")
    #expect(try workplace.names("sweep/model-gaussian_seed-1") == ["thesis.tex"])
    for cell in ["model-gaussian_seed-2", "model-poisson_seed-1", "model-poisson_seed-2"] {
      #expect(workplace.exists("sweep/\(cell)/checkpoint.safetensors"), "\(cell)")
    }
    let last = try Workplace.object(workplace.text("sweep/model-gaussian_seed-2/config.json"))
    #expect(last["model"] as? String == "gaussian")
    // A child that fails is named with its own sentence: these weights are too large to train.
    let broken = try await sweep(
      workplace, Self.file(output: "broken", grid: "{initial_scale: [0.05, 1e30]}"))
    #expect(broken.status == 65, "\(broken.errors)")
    #expect(
      broken.errors.contains("1 of 2 cells failed: 'initial_scale-1e-30'")
        || broken.errors.contains("1 of 2 cells failed: 'initial_scale-1e+30'"), "\(broken.errors)")
    #expect(workplace.exists("broken/initial_scale-0.05/checkpoint.safetensors"))
  }

  @Test("Dictionaries are learned in a sweep as models are trained, and go on from no checkpoint")
  func dictionaries() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    let text = """
      output: sparse
      command: sparse --iterations 50
      settings: {data: patches.safetensors, held_out: patches.safetensors, latents: 8, batch: 40, steps: 5}
      grid: {model: [lca, fista], threshold: [0.3, 0.5]}
      workers: 2
      """
    let first = try await sweep(workplace, text)
    #expect(first.status == 0, "\(first.errors)")
    let cells = ["lca", "fista"].flatMap { name in
      ["0.3", "0.5"].map { "model-\(name)_threshold-\($0)" }
    }
    let table = try workplace.text("sparse/results.csv").split(separator: "\n").map(String.init)
    #expect(table.dropFirst().map { $0.split(separator: ",").first.map(String.init) } == cells)
    #expect(table[1].hasPrefix("\(cells[0]),lca,0.3,true,5,1,5,,"), "\(table[1])")
    let checkpoint = "sparse/\(cells[3])/checkpoint.safetensors"
    let before = try workplace.bytes(checkpoint)
    try FileManager.default.removeItem(atPath: workplace.path(checkpoint))
    let second = try await sweep(workplace, text)
    #expect(second.status == 0, "\(second.errors)")
    #expect(try workplace.bytes(checkpoint) == before)
    let other = try await sweep(
      workplace, text.replacingOccurrences(of: "--iterations 50", with: "--iterations 60"))
    #expect(other.status == 73, "\(other.errors)")
    #expect(other.errors.contains("says inference.iterations is 50"), "\(other.errors)")
  }

  @Test("A folder of another run is refused by the setting that differs, before anything starts")
  func otherRun() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    let grid = "{beta: [0.5, 1]}"
    let first = try await sweep(workplace, Self.file(grid: grid))
    #expect(first.status == 0, "\(first.errors)")
    for (old, new, field) in [
      ("latents: 8", "latents: 9", "latents"), ("steps: 30", "steps: 40", "steps"),
      ("held_out: patches.safetensors", "held_out: other.safetensors", "held_out.sha256"),
      ("  batch: 40", "  batch: 40\n  seed: 7", "seed"),
    ] {
      try workplace.makePatches("other.safetensors", count: 300)
      let text = Self.file(grid: "{beta: [0.25, 0.5, 1]}")
        .replacingOccurrences(of: old, with: new)
      let outcome = try await sweep(workplace, text)
      #expect(outcome.status == 73, "\(outcome.errors)")
      if field != "held_out.sha256" {
        #expect(outcome.errors.contains("says \(field) is "), "\(field): \(outcome.errors)")
      }
      #expect(outcome.errors.contains("cell 'beta-0.5'"), "\(outcome.errors)")
      #expect(!workplace.exists("sweep/beta-0.25"))
    }
  }

  @Test(
    "What a sweep cannot be is refused by place, name and remedy",
    arguments: [
      ("output: sweep\ngird: {seed: [1]}", 65, ["sweep.yaml, line 2", "'gird'", "'grid'"]),
      ("output: sweep", 65, ["has no grid"]),
      ("output: sweep\ngrid: {}", 65, ["the grid is empty"]),
      ("output: s\ngrid:\n  lattents: [1]", 65, ["line 3", "'lattents'", "'latents'"]),
      ("output: s\nsettings:\n  lattents: 1\ngrid: {seed: [1]}", 65, ["line 3", "'latents'"]),
      ("output: s\ngrid: {seed: []}", 65, ["'seed' has no values"]),
      ("output: s\ngrid: {beta: [1, 1.0]}", 65, ["'beta' has the value 1 twice"]),
      ("output: s\ngrid: {beta: [[1]]}", 65, ["a value of 'beta' is a list"]),
      ("output: s\ngrid:\n  batch: [1, many]", 64, ["line 3", "'batch' is 'many'"]),
      ("output: s\nsettings: {seed: 1}\ngrid: {seed: [1]}", 65, ["'seed' is set twice"]),
      ("output: s\ncommand: inspect\ngrid: {seed: [1]}", 65, ["line 2", "train or sparse"]),
      ("output: s\ncommand: train\ngrid: {seed: [1]}", 65, ["does not name a model"]),
      (
        "output: s\ncommand: train poisson\ngrid: {model: [laplace]}", 65, ["Keep only one of them"]
      ),
      ("output: s\ncommand: train\ngrid: {model: [poison]}", 65, ["no model 'poison'", "poisson"]),
      ("output: s\ncommand: sparse\ngrid: {model: [ica]}", 65, ["no model 'ica'", "fista"]),
      ("output: s\nworkers: 0\ngrid: {seed: [1]}", 65, ["workers is '0'"]),
      (
        "output: s\ncommand: train poisson\nsettings: {data: patches.safetensors}\ngrid: {initial: [a/b, a-b]}",
        64, ["share the folder"]
      ),
    ] as [(String, Int32, [String])])
  func refusals(_ text: String, _ status: Int32, _ words: [String]) throws {
    let workplace = try Workplace()
    try workplace.write(Array(text.utf8), to: "sweep.yaml")
    let error = try #require(throws: RunError.self) {
      try SweepCell.requireApart(SweepFile(path: workplace.path("sweep.yaml")).cells(in: "s"))
    }
    #expect(error.kind == (status == 64 ? .settings : .damaged))
    let sentence = Text.words(of: error)
    for word in words { #expect(sentence.contains(word), "\(word): \(sentence)") }
  }

  @Test(
    "Nor does the program start anything, least of all cells that are wrong for their command",
    arguments: [
      ("output: sweep\ngird: {seed: [1]}", 65, ["sweep.yaml, line 2", "'gird'", "'grid'"]),
      ("grid: {seed: [1]}\ncommand: train poisson", 64, ["output folder", "--output"]),
      (
        "output: s\ncommand: sparse lca\nsettings: {data: p.npy}\ngrid: {treshold: [1]}", 64,
        ["cell 'treshold-1'", "--threshold"]
      ),
      (
        "output: s\ncommand: train poisson\nsettings: {data: patches.safetensors}\ngrid: {batch: [40, 401]}",
        64, ["cell 'batch-401'", "--batch is 401"]
      ),
      (
        "output: s\ncommand: train poisson\nsettings: {data: patches.safetensors}\ngrid: {beta: [1, -1]}",
        64, ["cell 'beta--1'", "--beta is -1"]
      ),
      (
        "output: s\ncommand: train poisson\nsettings: {data: nowhere.npy}\ngrid: {beta: [1]}", 66,
        ["cell 'beta-1'", "nowhere.npy"]
      ),
    ] as [(String, Int32, [String])])
  func refusalsOfTheProgram(_ text: String, _ status: Int32, _ words: [String]) async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    let outcome = try await sweep(workplace, text)
    #expect(outcome.status == status, "\(outcome.errors)")
    for word in words { #expect(outcome.errors.contains(word), "\(word): \(outcome.errors)") }
    #expect(try workplace.names() == ["patches.safetensors", "sweep.yaml"])
  }

  @Test(
    "What a file switches on, a grid cannot switch off, and says so",
    arguments: [
      ("objective: [sampled, exact]", "'objective' is sampled here and exact in common.yaml"),
      ("encoder_bias: [true, false]", "'encoder_bias' is false here and true in common.yaml"),
      ("beta_hold: [null, 0.1]", "'beta_hold' is null here and 0.2 in common.yaml"),
    ])
  func reach(_ axis: String, _ sentence: String) throws {
    let workplace = try Workplace()
    try workplace.write(
      Array("objective: exact\nencoder_bias: true\nbeta_hold: 0.2\n".utf8), to: "common.yaml")
    try workplace.write(
      Array(
        ("output: s\ncommand: train poisson --config \(workplace.path("common.yaml"))\n"
          + "settings: {data: patches.safetensors, batch: 10}\ngrid: {\(axis)}").utf8),
      to: "sweep.yaml")
    let error = try #require(throws: RunError.self) {
      _ = try SweepFile(path: workplace.path("sweep.yaml"))
    }
    let words = sentence.replacing("common.yaml", with: workplace.path("common.yaml"))
    #expect(error.kind == .damaged && "\(error)".contains(words), "\(error)")
  }

  @Test("A job array runs each cell once, goes on with it, and leaves it alone when it is complete")
  func slurm() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    let outcome = try await sweep(
      workplace, Self.file(output: "it's a sweep"), ["--slurm", "job.sh", "--threads", "1"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try workplace.names() == ["job.sh", "patches.safetensors", "sweep.yaml"])
    let script = try workplace.text("job.sh")
    #expect(script.hasPrefix("#!/bin/bash\n#SBATCH "))
    #expect(script.contains("#SBATCH --job-name=it-s-a-sweep\n"))
    #expect(script.contains("#SBATCH --array=0-3%2\n"))
    #expect(script.contains("#SBATCH --cpus-per-task=1\n"))
    let parsed = try await Program.run("/bin/bash", ["-n", "job.sh"], in: workplace.folder)
    #expect(parsed.status == 0 && parsed.errors == "", "\(parsed.errors)")
    func task(_ number: Int?) async throws -> Program.Outcome {
      let set = number.map { "SLURM_ARRAY_TASK_ID=\($0)" } ?? "A=b"
      return try await Program.run(
        "/usr/bin/env", [set, "INTERSPIKE=\(Program.path(of: "interspike"))", "bash", "job.sh"],
        in: workplace.folder)
    }
    #expect(try await task(nil).status != 0)
    #expect(try await task(4).status == 64)
    let plain = try await sweep(workplace, Self.file(output: "plain"))
    #expect(plain.status == 0, "\(plain.errors)")
    for (number, cell) in Self.cells.enumerated() {
      let first = try await task(number)
      #expect(first.status == 0, "\(first.errors)")
      let checkpoint = try workplace.bytes("it's a sweep/\(cell)/checkpoint.safetensors")
      #expect(try checkpoint == workplace.bytes("plain/\(cell)/checkpoint.safetensors"))
      // A run that was killed before its first checkpoint goes on, and so does one that is complete.
      if number == 0 {
        try FileManager.default.removeItem(
          atPath: workplace.path("it's a sweep/\(cell)/checkpoint.safetensors"))
      }
      let second = try await task(number)
      #expect(second.status == 0, "\(second.errors)")
      #expect(try workplace.bytes("it's a sweep/\(cell)/checkpoint.safetensors") == checkpoint)
    }
    let gathered = try await sweep(workplace, Self.file(output: "it's a sweep"), ["--gather"])
    #expect(gathered.errors.contains("4 of 4 cells complete"), "\(gathered.errors)")
    #expect(
      try workplace.bytes("it's a sweep/results.csv") == workplace.bytes("plain/results.csv"))
  }
}
