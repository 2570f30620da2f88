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
      Without --sort, atoms of a model are sorted by their KL, measured on --data, or by their length without it; \
      those of `interspike sparse` are sorted by how many data they helped to code. Nats per spike are the KL over \
      the prior rate: what a spike of the neuron tells.
        interspike figure dictionary runs/gabor --data held-out.safetensors \
          --sort nats-per-spike --gabor -o dictionary.png
      """)

  @Argument(help: "The run folder.", completion: .directory)
  var run: String

  @Option(help: "Data to measure the KL of each neuron on.", completion: .file())
  var data: String?

  @Option(help: "What to sort by: kl, nats-per-spike, length or use. (default: see above)")
  var sort: Order?

  @Flag(
    help:
      "Fit a Gabor function to every atom, say how many are Gabor-like and draw their orientations and frequencies."
  )
  var gabor = false

  @Option(help: "The width of an atom in pixels. (default: atoms are square)")
  var atomWidth: Int?

  @OptionGroup var picture: PictureOption
  @OptionGroup var seed: SeedOption
  @OptionGroup var work: WorkOptions

  /// What decides the order of atoms.
  enum Order: String, ExpressibleByArgument, CaseIterable {
    case kl
    case natsPerSpike = "nats-per-spike"
    case length
    case use

    /// The words of the title.
    var rule: String {
      switch self {
      case .kl: "KL"
      case .natsPerSpike: "nats per spike"
      case .length: "length"
      case .use: "use"
      }
    }
  }

  func run() async throws {
    try FilePlan.check(runs: [run], reads: [("--data", data)], draws: [("-o", picture.output)])
    let dictionary = try RunDictionary(folder: try RunFolder(existing: run))
    let pixels = dictionary.pixels
    let width = try PictureWidth.of(pixels, asked: atomWidth, option: "--atom-width")
    let atoms = dictionary.atoms.transposed().values
    let order = sort ?? (dictionary.uses != nil ? .use : data == nil ? .length : .kl)
    var title = "\(dictionary.count) atoms after \(dictionary.step ?? 0) steps, by \(order.rule)"
    var figure = DictionaryFigure(
      atoms: atoms, height: pixels / width, width: width,
      sortedBy: try await keys(of: order, dictionary, atoms))
    if gabor {
      guard width >= 3, pixels / width >= 3 else {
        throw Refusal(
          .usage,
          "--gabor needs atoms of at least 3 by 3 pixels; these are \(width) by \(pixels / width). Leave it out."
        )
      }
      let fits = GaborFit.fits(
        of: dictionary.atoms, columns: width, rows: pixels / width, threads: work.threadCount)
      let likes = fits.compactMap { $0 }.filter(\.isGaborLike)
      figure.tuning = likes.map { .init(orientation: $0.orientation, frequency: $0.frequency) }
      title += "; \(likes.count) (\(likes.count * 100 / max(1, dictionary.count)) %) Gabor-like"
    }
    figure.title = title
    try await figure.write(to: picture.output)
    work.console.inform("drew \(picture.output)")
  }

  /// A number for each atom; the largest come first.
  private func keys(
    of order: Order, _ dictionary: RunDictionary, _ atoms: [Float]
  ) async throws -> [Double] {
    if dictionary.uses != nil, data != nil {
      throw Refusal(
        .usage,
        "--data measures the KL of a model, but \(run) is a run of `interspike sparse`. Leave it out."
      )
    }
    switch order {
    case .use:
      guard let uses = dictionary.uses else {
        throw Refusal(
          .usage,
          "--sort use is for runs of `interspike sparse`; \(run) is a model. Choose kl or length.")
      }
      return uses.map(Double.init)
    case .length:
      let pixels = dictionary.pixels
      return (0..<dictionary.count).map { atom in
        atoms[atom * pixels..<(atom + 1) * pixels].reduce(0.0) { $0 + Double($1) * Double($1) }
      }
    case .kl: return try await divergences(dictionary)
    case .natsPerSpike:
      let logPrior = try RunFolder(existing: run).model().spiking(for: "--sort nats-per-spike")
        .logPrior.values
      return zip(try await divergences(dictionary), logPrior).map { $0 / exp(Double($1)) }
    }
  }

  private func divergences(_ dictionary: RunDictionary) async throws -> [Double] {
    guard let data else {
      throw Refusal(
        .usage, "--sort by KL or nats per spike needs stimuli to measure the KL on. Give --data.")
    }
    let stimuli = try await StimulusFile(path: data)
    try stimuli.requirePixels(dictionary.pixels, of: "the model of \(run)")
    return try RunFolder(existing: run).model().evaluated(
      on: stimuli.data, seed: seed.seed, threads: work.threadCount
    ).klByNeuron
  }
}
