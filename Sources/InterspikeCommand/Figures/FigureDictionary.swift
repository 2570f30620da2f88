// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Evaluation
internal import Figures
internal import Foundation
internal import LatentModels
internal import Runs
internal import Tensors

/// The command `interspike figure dictionary RUN -o dictionary.png`.
struct FigureDictionary: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dictionary",
    abstract: "Draw the atoms of a dictionary, most useful first.",
    discussion: """
      Atoms of a model are sorted by their KL, measured on --data, or by their length without it; those of \
      `interspike sparse` are sorted by how many data they helped to code.
      """)

  @Argument(help: "The run folder.", completion: .directory)
  var run: String

  @Option(help: "Data to measure the KL of each neuron on.", completion: .file())
  var data: String?

  @Option(help: "The width of an atom in pixels. (default: atoms are square)")
  var atomWidth: Int?

  @OptionGroup var picture: PictureOption
  @OptionGroup var seed: SeedOption
  @OptionGroup var work: WorkOptions

  func run() async throws {
    try FilePlan.check(runs: [run], reads: [("--data", data)], draws: [("-o", picture.output)])
    let dictionary = try RunDictionary(folder: try RunFolder(existing: run))
    let pixels = dictionary.pixels
    let width = try PictureWidth.of(pixels, asked: atomWidth, option: "--atom-width")
    let atoms = dictionary.atoms.transposed().values
    let (order, rule) = try await order(dictionary, atoms)
    try await DictionaryFigure(
      atoms: atoms, height: pixels / width, width: width, sortedByKL: order,
      title: "\(dictionary.count) atoms after \(dictionary.step ?? 0) steps, by \(rule)"
    ).write(to: picture.output)
    work.console.inform("drew \(picture.output)")
  }

  private func order(
    _ dictionary: RunDictionary, _ atoms: [Float]
  ) async throws -> (keys: [Double], rule: String) {
    if let uses = dictionary.uses {
      guard data == nil else {
        throw Refusal(
          .usage,
          "--data measures the KL of a model, but \(run) is a run of `interspike sparse`. Leave it out."
        )
      }
      return (uses.map(Double.init), "use")
    }
    guard let data else {
      let pixels = dictionary.pixels
      let lengths = (0..<dictionary.count).map { atom in
        atoms[atom * pixels..<(atom + 1) * pixels].reduce(0.0) { $0 + Double($1) * Double($1) }
      }
      return (lengths, "length")
    }
    let stimuli = try await StimulusFile(path: data)
    try stimuli.requirePixels(dictionary.pixels, of: "the model of \(run)")
    let evaluation = try RunFolder(existing: run).model().evaluated(
      on: stimuli.data, seed: seed.seed, threads: work.threadCount)
    return (evaluation.klByNeuron, "KL")
  }
}
