// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Distributions
internal import Figures
internal import LatentModels
internal import Randomness
internal import Recordings
internal import Runs
internal import Tensors

/// The command `interspike generate RUN --count n`.
struct Generate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Generate pictures from a trained model: samples of its prior, decoded.",
    discussion: """
      The samples are exact. With --spikes, a Poisson model also writes the spikes whose counts were \
      decoded: sample n is presentation n of the raster.
      """)

  @Argument(help: "The run folder.", completion: .directory)
  var run: String

  @Option(help: "How many pictures to generate.") var count = 64
  @Option(
    name: .shortAndLong,
    help:
      "The file to write: .safetensors (tensors patches and latents) or .npy (only the pictures).",
    completion: .file())
  var output: String
  @Option(help: "Also draw the pictures to this file, .png or .svg.", completion: .file())
  var figure: String?
  @Option(help: "The width of a picture in pixels. (default: pictures are square)")
  var width: Int?
  @Option(
    help: "Also write the spikes to this file, .nwb, .nirdata, .h5, .csv or .npy.",
    completion: .file())
  var spikes: String?
  @Option(help: "How long the neurons fire for each picture, 1e-6 to 1e6 seconds.") var window = 0.1
  @OptionGroup var subject: SubjectOptions
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions

  mutating func validate() throws {
    if !(1...10_000_000).contains(count) { try refuse("--count", count, "1 to 10000000") }
    if !(1e-6...1e6).contains(window) { try refuse("--window", window, "1e-6 to 1e6 seconds") }
    try FileEndings.numbers.require(output, of: "-o")
    try FileEndings.spikes.require(spikes, of: "--spikes")
    try FileEndings.picture.require(figure, of: "--figure")
    spikes = try spikes.map(subject.place)
  }

  private var address: DrawAddress {
    DrawAddress(seed: seed.sequence(of: "generate"), purpose: .simulation)
  }

  func run() async throws {
    try FilePlan.check(
      runs: [run], writes: [("-o", output), ("--spikes", spikes)], draws: [("--figure", figure)])
    let trained = try RunFolder(existing: run).model()
    if spikes != nil { _ = try trained.spiking(for: "--spikes") }
    let pictureWidth =
      figure == nil ? nil : try PictureWidth.of(trained.pixels, asked: width, option: "--width")
    work.console.inform("generating \(count) pictures, seed \(address.seed)")
    let (latents, pictures) = try samples(of: trained.amortized(for: "generate"))
    try trained.writeSamples(pictures, latents, at: address, to: output)
    if let spikes { try write(trained.spiking(for: "--spikes"), of: trained, to: spikes) }
    if let figure, let pictureWidth {
      try await DictionaryFigure(
        atoms: pictures.values, height: trained.pixels / pictureWidth, width: pictureWidth,
        title: "\(count) samples of the prior after \(trained.step) steps, seed \(seed.seed)"
      ).write(to: figure)
    }
  }

  private func samples(of model: some AmortizedModel) throws -> (Tensor, Tensor) {
    let latents = try model.prior(count: count).samples(at: address)
    return (latents, model.decoder(latents))
  }

  /// The same arrivals whose counts were decoded, as spikes.
  private func write(_ model: PoissonVAE, of trained: TrainedModel, to path: String) throws {
    let presentation = StimulusPresentation(
      logRates: model.prior(count: count).rates.logRates, trials: 1, windowDuration: window,
      address: address)
    _ = try subject.write(
      trained.recording(of: presentation), to: path, "simulating",
      description: "Neurons of a Poisson VAE fired at the rates of its prior.",
      block: presentation.block(),
      keepingRaster: false, with: work
    ) { try presentation.raster(ofNeurons: $0) }
  }
}
