// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Evaluation
internal import Figures
internal import Foundation
internal import LatentModels

/// The command `interspike figure dictionary RUN -o dictionary.png`.
struct FigureDictionary: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dictionary",
    abstract: "The atoms of a trained model, those with the largest KL first.",
    discussion: "The KL is measured on --data; without it atoms are sorted by their length.")

  @Argument(help: "The folder of the run.", completion: .directory)
  var run: String

  @Option(help: "Data on which the KL of each neuron is measured.", completion: .file())
  var data: String?

  @Option(help: "The width of an atom in pixels. (default: that of a square)")
  var atomWidth: Int?

  @OptionGroup var picture: PictureOption
  @OptionGroup var seed: SeedOption
  @OptionGroup var work: WorkOptions

  func run() async throws {
    let trained = try RunFolder(existing: run).model()
    let atoms = try trained.atoms()
    let pixels = trained.pixels
    let width = try PictureWidth.of(pixels, asked: atomWidth, option: "--atom-width")
    let (order, rule) = try await order(trained, atoms)
    try await DictionaryFigure(
      atoms: atoms, height: pixels / width, width: width, sortedByKL: order,
      title: "\(trained.model.latents) atoms after \(trained.step) steps, by \(rule)"
    ).write(to: picture.output)
    work.console.inform("drew \(picture.output)")
  }

  private func order(
    _ trained: TrainedModel, _ atoms: [Float]
  ) async throws -> (keys: [Double], rule: String) {
    guard let data else {
      let pixels = trained.pixels
      let lengths = (0..<trained.model.latents).map { atom in
        atoms[atom * pixels..<(atom + 1) * pixels].reduce(0.0) { $0 + Double($1) * Double($1) }
      }
      return (lengths, "length")
    }
    let stimuli = try await StimulusFile(path: data)
    try stimuli.requirePixels(trained.pixels, of: "the model of \(run)")
    let evaluation = try trained.evaluated(
      on: stimuli.data, seed: seed.seed, threads: work.threadCount)
    return (evaluation.klByNeuron, "KL")
  }
}
