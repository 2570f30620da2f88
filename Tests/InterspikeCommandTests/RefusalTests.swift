// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Runs
import Tensors
import Testing

/// A command that must be refused: its arguments, the exit status, and words of the sentence.
struct RefusedCommand: CustomTestStringConvertible, Sendable {
  let arguments: [String]
  let status: Int32
  let words: [String]
  var testDescription: String { arguments.joined(separator: " ") }

  init(_ command: String, _ status: Int32, _ words: String...) {
    arguments = command.split(separator: " ").map(String.init)
    self.status = status
    self.words = words
  }
}

@Suite("Refusals")
struct RefusalTests {
  private static let train = "train poisson --data patches.safetensors -o new"
  private static let simulate = "simulate run --data patches.safetensors -o new.nwb"

  static let settings = [
    RefusedCommand("\(train) --latents 0", 64, "--latents is 0", "1 to 1000000"),
    RefusedCommand("\(train) --latents -3", 64, "--latents is -3", "1 to 1000000"),
    RefusedCommand("\(train) --steps -1", 64, "--steps is -1", "0 to 4000000000"),
    RefusedCommand("\(train) --batch 0", 64, "--batch is 0", "at least 1"),
    RefusedCommand("\(train) --batch 401", 64, "--batch is 401", "400 data", "1 to 400"),
    RefusedCommand("\(train) --temperature-end 0", 64, "--temperature-end is 0.0", "above 0"),
    RefusedCommand("\(train) --temperature-end 1.5", 64, "--temperature-end is 1.5", "at most 1"),
    RefusedCommand("\(train) --temperature-end nan", 64, "--temperature-end is nan"),
    RefusedCommand("\(train) --learning-rate 0", 64, "--learning-rate is 0.0", "positive"),
    RefusedCommand("\(train) --learning-rate inf", 64, "--learning-rate is inf"),
    RefusedCommand("\(train) --beta=-1", 64, "--beta is -1.0"),
    RefusedCommand("\(train) --clip=-1", 64, "--clip is -1.0"),
    RefusedCommand("\(train) --indicator step", 64, "--indicator", "sigmoid"),
    RefusedCommand("\(train) --threads 0", 64, "--threads is 0"),
    RefusedCommand("\(train) --seed=-1", 64, "--seed"),
    RefusedCommand("\(train) --seed -1", 64, "--seed", "'-1'", "0 to 18446744073709551615"),
    RefusedCommand("\(train) --checkpoint-every 0", 64, "--checkpoint-every is 0"),
    RefusedCommand("\(simulate) --count 0", 64, "--count is 0"),
    RefusedCommand("\(simulate) --count 401", 64, "--count is 401", "400 data"),
    RefusedCommand("\(simulate) --trials 0", 64, "--trials is 0"),
    RefusedCommand("\(simulate) --trials 9223372036854775807", 64, "at most 100000000"),
    RefusedCommand("\(simulate) --window 0", 64, "--window is 0.0", "seconds"),
    RefusedCommand("\(simulate) --window inf", 64, "--window is inf"),
    RefusedCommand("\(simulate) --window 1e-7", 64, "--window is 1e-07", "1e-6 to 1e6"),
    RefusedCommand("\(simulate) --window 1e7", 64, "--window is 10000000.0", "1e-6 to 1e6"),
    RefusedCommand("\(simulate) --species mouse", 64, "--species", "mouse", "Latin binomial"),
    RefusedCommand("\(simulate) --species Mus", 64, "--species", "NCBI taxonomy address"),
    RefusedCommand(
      "simulate run --data wide.npy -o ./wide.npy", 64,
      "-o ./wide.npy would overwrite wide.npy"),
    RefusedCommand("simulate run --data wide.npy -o link.npy", 64, "link.npy would overwrite"),
    RefusedCommand("\(simulate) --figure raster.pdf", 64, "raster.pdf", ".png or .svg"),
    RefusedCommand(
      "simulate run --data patches.safetensors -o new.mat", 64, "new.mat",
      ".nwb, .nirdata, .h5, .csv or .npy"),
    RefusedCommand(
      "figure dictionary run --atom-width 7 -o new.png", 64, "--atom-width is 7", "64"),
    RefusedCommand(
      "figure raster cut.nwb -o new.svg --from 0.5 --to 0.5", 64,
      "--from is 0.5 and --to 0.5; --to must be later."),
    RefusedCommand(
      "figure raster cut.nwb -o new.svg --from nan", 64,
      "--from is nan; it must be a time in seconds."),
    RefusedCommand("figure raster cut.nwb -o new.svg --neurons 3-1", 64, "'3-1'"),
    RefusedCommand("figure raster cut.nwb -o new.svg --neurons 1,,2", 64, "'1,,2'"),
    RefusedCommand("figure raster cut.nwb -o new.svg --neurons 0-99999999", 64, "'0-9"),
    RefusedCommand("figure raster cut.nwb -o new.svg --sort name", 64, "'name'"),
    RefusedCommand("figure training run -o new.jpeg", 64, "new.jpeg", ".png or .svg"),
    RefusedCommand("data photos --size 3 -o new", 64, "--size is 3", "4 to 64"),
    RefusedCommand("train", 64, "--resume"),
    RefusedCommand(
      "evaluate steps -q --data patches.safetensors --ablate 1", 64, "--ablate is given", "silenced"
    ),
    RefusedCommand(
      "evaluate steps -q --data patches.safetensors --neighbours", 64, "no encoder. Leave it out."),
    RefusedCommand(
      "evaluate steps -q --data patches.safetensors --atoms new.csv", 64, "--atoms is given"),
    RefusedCommand("experiment bar run -o new", 64, "needs an iterative Poisson model"),
    RefusedCommand(
      "experiment estimators --draws 1 -o new", 64, "--draws is 1; it must be 2 to 1000000."),
    RefusedCommand("data video --clip giraffe -o new", 64, "giraffe", "cockatoo"),
    RefusedCommand("reproduce lca", 64, "the experiment 'lca' does not exist"),
    RefusedCommand("reproduce", 64, "the experiment is missing."),
    RefusedCommand("reproduce knn", 64, "the folder for the report is missing"),
    RefusedCommand("reproduce knn -o new --quick --share 0.5", 64, "Keep only one of them"),
    RefusedCommand(
      "reproduce knn -o new --share 2", 64, "--share is 2.0; it must be between 0 and 1."),
    RefusedCommand("reproduce knn -o new --seeds 0", 64, "--seeds is 0; it must be 1 to 100."),
    RefusedCommand("verify-sampler --rates 0", 64, "--rates is 0", "silent"),
    RefusedCommand("verify-sampler --n 5", 64, "--n is 5", "1000 to 100000000"),
    RefusedCommand("verify-sampler --false-alarm 0", 64, "--false-alarm is 0"),
    RefusedCommand("verify-sampler --rates 5 --window 0", 64, "--window is 0"),
    RefusedCommand("verify-sampler --rates 1000000", 64, "--window is 1", "1000000 Hz"),
  ]

  /// Settings that are fine one by one.
  static let combinations = [
    RefusedCommand(
      "train iterative-gaussian --data patches.safetensors --beta 1 --beta-per-look 1 -o new", 64,
      "--beta and --beta-per-look are both given"),
    RefusedCommand(
      "train iterative-poisson --data patches.safetensors --beta-per-look=-1 -o new", 64,
      "--beta-per-look is -1.0; it must be 0 or more."),
    RefusedCommand(
      "train iterative-poisson --data patches.safetensors --transition leak -o new", 64,
      "--transition is leak", "left out without --input film"),
    RefusedCommand(
      "train iterative-poisson --data patches.safetensors --input film -o new", 64,
      "whole frames of 16 × 16"),
    RefusedCommand(
      "train iterative-poisson --data patches.safetensors --steps-per-frame 3 -o new", 64,
      "--steps-per-frame is 3", "without --input film"),
    RefusedCommand(
      "train iterative-poisson --data films.safetensors --input film --segments 2 -o new", 64,
      "--segments is 2", "--unroll"),
    RefusedCommand("stream run --video film.y4m --retain 2", 64, "--retain is 2", "0 to 1"),
    RefusedCommand("stream run --video film.y4m --retain nan", 64, "--retain is nan", "0 to 1"),
    RefusedCommand(
      "stream run --video film.y4m --retain 0.5 --start prior", 64, "Keep only one of them"),
    RefusedCommand(
      "train iterative-poisson --data patches.safetensors --learning local --decoder mlp -o new",
      64,
      "--decoder is mlp", "--learning local"),
    RefusedCommand(
      "train iterative-poisson --data patches.safetensors --threshold 0.2 -o new", 64,
      "--threshold is 0.2", "left out, or --learning local given"),
    RefusedCommand(
      "train iterative-poisson --data patches.safetensors --learning local --beta 1 -o new", 64,
      "--beta is 1.0", "left out with --learning local"),
    RefusedCommand(
      "train iterative-poisson --data patches.safetensors --learning local --learning-rate 0.1 -o new",
      64, "--learning-rate is 0.1"),
    RefusedCommand(
      "train iterative-poisson --data patches.safetensors --learning local --estimator finite-order -o new",
      64, "--estimator is finite-order"),
    RefusedCommand(
      "train iterative-poisson --data patches.safetensors --learning local --memory 0 -o new", 64,
      "--memory is 0.0"),
    RefusedCommand("stream run --video film.y4m --save-run new", 64, "--learn"),
    RefusedCommand("stream run --video film.y4m --learn --memory 0", 64, "--memory is 0.0"),
    RefusedCommand("stream run --video film.y4m --learn --beta 0", 64, "--beta is 0.0"),
    RefusedCommand(
      "stream run --video film.y4m --learn --freeze everything", 64, "everything"),
  ]

  /// A default subcommand must not swallow a word that should have been its sister.
  static let subcommands = [
    RefusedCommand("trian", 64, "unknown subcommand 'trian'; did you mean 'train'?"),
    RefusedCommand("help trian", 64, "unknown subcommand 'trian'; did you mean 'train'?"),
    RefusedCommand("dream", 64, "unknown subcommand 'dream'; did you mean 'stream'?"),
    RefusedCommand("zebra-finch", 64, "'zebra-finch'", "`interspike --help` lists them all"),
    RefusedCommand(
      "train poison --data patches.safetensors -o new", 64,
      "unknown subcommand 'poison' of interspike train; did you mean 'poisson'?"),
    RefusedCommand(
      "train iterative", 64, "did you mean 'iterative-poisson' or 'iterative-gaussian'?"),
    RefusedCommand("train resum", 64, "`interspike train --help` lists them all"),
    RefusedCommand("sparse lac", 64, "did you mean 'lca'?"),
    RefusedCommand("data photo", 64, "did you mean 'photos'?"),
    RefusedCommand("figure rastre", 64, "did you mean 'raster'?"),
    RefusedCommand("experiment grating", 64, "did you mean 'gratings'?"),
  ]

  static let inputs = [
    RefusedCommand("train poisson --data none.npy -o new", 66, "none.npy", "No such file"),
    RefusedCommand("train poisson --data . -o new", 66, "cannot read .", "folder"),
    RefusedCommand("train poisson --data nan.npy -o new", 65, "nan.npy", "nan", "datum 2"),
    RefusedCommand("train poisson --data infinite.npy -o new", 65, "infinite.npy", "inf"),
    RefusedCommand(
      "train poisson --data cube.npy -o new", 65, "cube.npy", "[4, 8, 8]", "[count, pixels]"),
    RefusedCommand("train poisson --data row.npy -o new", 65, "row.npy", "[64]"),
    RefusedCommand("train poisson --data empty.npy -o new", 65, "empty.npy", "[0, 64]"),
    RefusedCommand("train poisson --data words.npy -o new", 65, "words.npy", "NPY"),
    RefusedCommand("train poisson --data words.safetensors -o new", 65, "words.safetensors"),
    RefusedCommand("train poisson --data two.safetensors -o new", 65, "'patches'", "'a', 'b'"),
    RefusedCommand(
      "train poisson --batch 10 --data patches.safetensors --held-out wide.npy -o new", 65,
      "wide.npy", "9 numbers", "64"),
    RefusedCommand("train poisson --config nowhere.yaml -o new", 66, "nowhere.yaml"),
    RefusedCommand("train poisson --config fine.yaml -o new", 64, "--data"),
    RefusedCommand(
      "\(train) --config misspelled.yaml", 65, "line 2: the setting 'lerning_rate'"),
    RefusedCommand("\(train) --config warm.yaml", 64, "--temperature-end is 2.0"),
    RefusedCommand("evaluate run --data wide.npy", 65, "wide.npy", "9 numbers", "takes 64"),
    RefusedCommand("simulate run --data wide.npy -o new.nwb", 65, "wide.npy"),
    RefusedCommand("evaluate nowhere --data patches.safetensors", 66, "nowhere"),
    RefusedCommand("evaluate hollow --data patches.safetensors", 66, "hollow", "config.json"),
    RefusedCommand("train --resume nowhere", 66, "nowhere"),
    RefusedCommand("figure training nowhere -o new.png", 66, "nowhere"),
    RefusedCommand("figure raster patches.safetensors -o new.png", 65, "patches.safetensors"),
    RefusedCommand("inspect nowhere", 66, "nowhere"),
    RefusedCommand("inspect words.safetensors", 65, "words.safetensors"),
    RefusedCommand("inspect run/config.json", 65, "`interspike inspect run`"),
    RefusedCommand("inspect cut.nwb", 65, "cut.nwb is truncated or damaged"),
    RefusedCommand("figure raster cut.nwb -o new.png", 65, "cut.nwb is truncated or damaged"),
    RefusedCommand("import infinite.safetensors -o new", 65, "log_rate"),
    RefusedCommand("evaluate run --data words.safetensors", 65, "words.safetensors"),
    RefusedCommand("train --resume damaged --steps 30", 65, "damaged/checkpoint.safetensors"),
    RefusedCommand("\(train) --batch 10 --initial none.safetensors", 66, "none.safetensors"),
    RefusedCommand("\(train) --batch 10 --initial two.safetensors", 65, "two.safetensors"),
    RefusedCommand("data photos --folder hollow -o new", 66, "hollow", "no picture"),
    RefusedCommand("data photos --folder nowhere -o new", 66, "nowhere"),
  ]

  static let outputs = [
    RefusedCommand(
      "train poisson --batch 10 --data patches.safetensors -o cube.npy/run", 73, "cube.npy/run"),
    RefusedCommand(
      "simulate run --data patches.safetensors -o none/new.nwb", 73, "none/new.nwb",
      "Create it first"),
    RefusedCommand("simulate run --data patches.safetensors -o none/new.csv", 73, "none/new.csv"),
    RefusedCommand("simulate run --data patches.safetensors -o none/new.npy", 73, "none/new.npy"),
    RefusedCommand("figure training run -o none/new.png", 73, "none/new.png"),
  ]

  private static let learn = "sparse lca --data patches.safetensors -o new"
  private static let code = "sparse code sparse --data patches.safetensors"

  static let dictionaries = [
    RefusedCommand("\(learn) --threshold=-1", 64, "--threshold is -1.0"),
    RefusedCommand("\(learn) --threshold-start 0.6", 64, "--threshold-start is 0.6", "0.5"),
    RefusedCommand("\(learn) --time-constant 0.5", 64, "--time-constant is 0.5"),
    RefusedCommand("\(learn) --batch 401", 64, "--batch is 401", "400 data"),
    RefusedCommand("\(learn) --epochs 2 --steps 3", 64, "--epochs is given with --steps"),
    RefusedCommand("sparse lca --data none.npy -o new", 66, "none.npy"),
    RefusedCommand("\(code) --algorithm fista --hard", 64, "--hard is given", "soft"),
    RefusedCommand("\(code) -o codes.mat", 64, "codes.mat", ".safetensors or .npy"),
    RefusedCommand("\(code) -o patches.safetensors", 64, "patches.safetensors", "another name"),
    RefusedCommand("sparse code nowhere --data patches.safetensors", 66, "nowhere"),
    RefusedCommand("sparse --resume run", 64, "run of a model", "train --resume run"),
    RefusedCommand("train --resume sparse", 64, "sparse --resume sparse"),
    RefusedCommand("evaluate sparse --data patches.safetensors", 64, "sparse code sparse"),
    RefusedCommand("sparse", 64, "--resume"),
    RefusedCommand(
      "sparse lca --data patches.safetensors --batch 40 -o sparse", 73, "sparse --resume sparse"),
  ]

  @Test("What dictionaries cannot do is refused by name, value and remedy")
  func refusedDictionaries() async throws { try await expectRefusals(Self.dictionaries) }

  @Test("A setting that cannot be is refused by name, value and remedy")
  func refusedSettings() async throws { try await expectRefusals(Self.settings) }

  @Test("What does not go together is refused")
  func refusedCombinations() async throws { try await expectRefusals(Self.combinations) }

  @Test("A subcommand that is not there is refused with the one that was meant")
  func refusedSubcommands() async throws { try await expectRefusals(Self.subcommands) }

  @Test("Input that is missing or wrong is refused by name, value and remedy")
  func refusedInputs() async throws { try await expectRefusals(Self.inputs) }

  @Test("Output that cannot be created is refused by name")
  func refusedOutputs() async throws { try await expectRefusals(Self.outputs) }

  private func expectRefusals(_ commands: [RefusedCommand]) async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    try await workplace.learn("sparse")
    try await workplace.train("steps", .iterativePoisson) { ($0.latents, $0.steps) = (4, 0) }
    try makeInputs(in: workplace)
    let before = try workplace.names()
    for command in commands {
      let outcome = try await Program.run(
        Program.path(of: "interspike"), command.arguments, in: workplace.folder)
      let name = command.testDescription
      #expect(outcome.status == command.status, "\(name): \(outcome.errors)")
      #expect(outcome.output == "", "\(name)")
      #expect(outcome.sentences.count == 1 || command.status != 64, "\(name): \(outcome.errors)")
      let sentence = outcome.sentences.last ?? ""
      for word in command.words {
        #expect(sentence.contains(word), "\(name): '\(word)' is missing from \(outcome.errors)")
      }
      #expect(try workplace.names() == before, "\(name)")
    }
  }

  private func makeInputs(in workplace: Workplace) throws {
    func save(_ name: String, _ values: [Float], _ shape: [Int]) throws {
      try NPY.write(Tensor(values, shape: shape), to: workplace.path(name))
    }
    var values = [Float](repeating: 1, count: 256)
    try save("cube.npy", values, [4, 8, 8])
    try save("row.npy", Array(values.prefix(64)), [64])
    try save("wide.npy", Array(values.prefix(90)), [10, 9])
    try save("empty.npy", [], [0, 64])
    values[2 * 64 + 5] = .nan
    try save("nan.npy", values, [4, 64])
    values[2 * 64 + 5] = -.infinity
    try save("infinite.npy", values, [4, 64])
    try workplace.write(Array("these are words".utf8), to: "words.npy")
    for (name, text) in [
      ("fine", "latents: 8"), ("misspelled", "latents: 8\nlerning_rate: 1"),
      ("warm", "batch: 40\ntemperature_end: 2"),
    ] { try workplace.write(Array(text.utf8), to: "\(name).yaml") }
    try workplace.write(Array("these are words".utf8), to: "words.safetensors")
    try FileManager.default.createSymbolicLink(
      atPath: workplace.path("link.npy"), withDestinationPath: "wide.npy")
    var two = SafetensorsFile()
    try two.add("a", Tensor([1], shape: [1, 1]))
    try two.add("b", Tensor([1], shape: [1, 1]))
    try two.write(to: workplace.path("two.safetensors"))
    var films = SafetensorsFile()
    try films.add("films", Tensor.zeros([400, 2, 256]))
    try films.write(to: workplace.path("films.safetensors"))
    var infinite = SafetensorsFile()
    try infinite.add("fc_enc.weight", Tensor.zeros([2, 64]))
    try infinite.add("fc_dec.weight", Tensor.zeros([64, 2]))
    try infinite.add("log_rate", Tensor([0, .infinity], shape: [1, 2]))
    try infinite.write(to: workplace.path("infinite.safetensors"))
    try workplace.sample(Workplace.rates("5,20,80"), to: "cut.nwb", duration: 4)
    let bytes = [UInt8](try workplace.bytes("cut.nwb"))
    try workplace.write(Array(bytes.prefix(bytes.count / 2)), to: "cut.nwb")
    try FileManager.default.createDirectory(
      atPath: workplace.path("hollow"), withIntermediateDirectories: false)
    try FileManager.default.copyItem(
      atPath: workplace.path("run"), toPath: workplace.path("damaged"))
    try workplace.write([1, 0, 0, 0, 0, 0, 0], to: "damaged/checkpoint.safetensors")
  }
}
