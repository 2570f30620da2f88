// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Figures
internal import Recordings
internal import Runs

/// The command `interspike figure dictionary RUN -o dictionary.png`.
struct FigureDictionary: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dictionary",
    abstract: "Draw the atoms of a dictionary, most useful first.",
    discussion: """
      Without --sort, atoms of a model are sorted by their KL, measured on --data, or by their length without it; \
      those of `interspike sparse` are sorted by how many data they helped to code. \
      Nats per spike are the KL divided by the prior rate: how much one spike of the neuron tells.
        interspike figure dictionary runs/gabor --data held-out.safetensors \\
          --sort nats-per-spike --gabor -o dictionary.png
      """)

  @Argument(help: "The run folder.", completion: .directory)
  var run: String

  @Option(help: "Data to measure the KL of each neuron on.", completion: .file())
  var data: String?

  @Option(help: "What to sort by: kl, nats-per-spike, length or use. (default: see above)")
  var sort: DictionaryDrawing.Order?

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

  func run() async throws {
    try FilePlan.check(runs: [run], reads: [("--data", data)], draws: [("-o", picture.output)])
    let dictionary = try RunDictionary(folder: try RunFolder(existing: run))
    let drawing = DictionaryDrawing(
      dictionary, of: run, data: data, order: sort,
      width: try PictureWidth.of(dictionary.pixels, asked: atomWidth, option: "--atom-width"),
      seed: seed.seed, threads: work.threadCount)
    try await drawing.figure(fittingGabors: gabor).write(to: picture.output)
    work.console.inform("drew \(picture.output)")
  }
}

extension DictionaryDrawing.Order: ExpressibleByArgument {}
