// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Distributions
internal import Figures
internal import Foundation
internal import LatentModels
internal import Physiology
internal import Randomness
internal import Recordings
internal import Runs
internal import Tensors

/// The command `interspike simulate RUN --data FILE -o raster.nwb`.
struct Simulate: AsyncParsableCommand, SpansRanks {
  static let configuration = CommandConfiguration(
    abstract: "Show stimuli to the neurons of a trained model and record their spikes.",
    discussion: """
      Presentation p, counted from 0, begins p windows after the start and lasts one window. All \
      trials of one stimulus come before the next stimulus. The \
      output's suffix chooses NWB, NIRData, SONATA, CSV or NPY.
      """)

  @Argument(help: "The run folder.", completion: .directory)
  var run: String

  @Option(
    help: "The stimuli, prepared like the training data; the first --count are shown.",
    completion: .file())
  var data: String

  @Option(
    name: .shortAndLong, help: FileEndings.spikesHelp,
    completion: .file())
  var output: String

  @Option(help: "How many stimuli to show.") var count = 20
  @Option(help: "How many times to show each stimulus.") var trials = 10
  @Option(help: "How long a presentation lasts, 1e-6 to 1e6 seconds.") var window = 0.1
  @Option(help: "Also draw the raster to this file, .png or .svg.", completion: .file())
  var figure: String?
  @Option(
    help:
      "Also draw what the spikes carry, .png or .svg: the first stimuli, what the decoder makes of one trial and of all trials, and the spikes.",
    completion: .file())
  var carried: String?
  @OptionGroup var subject: SubjectOptions
  @Flag(help: "Print a summary as one JSON object.") var json = false
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup var job: RankOptions

  mutating func validate() throws {
    if count < 1 { try refuse("--count", count, "at least 1") }
    if trials < 1 { try refuse("--trials", trials, "at least 1") }
    let (presentations, overflow) = count.multipliedReportingOverflow(by: trials)
    if overflow || presentations > 100_000_000 {
      try refuse("--count × --trials", "\(count) × \(trials)", "at most 100000000")
    }
    if !(1e-6...1e6).contains(window) {
      try refuse("--window", window, "1e-6 to 1e6 seconds")
    }
    try FileEndings.spikes.require(output, of: "-o")
    try FileEndings.picture.require(figure, of: "--figure")
    try FileEndings.picture.require(carried, of: "--carried")
    output = try subject.place(output)
  }

  func run() async throws {
    try FilePlan.check(
      runs: [run], reads: [("--data", data)], writes: [("-o", output)],
      draws: [("--figure", figure), ("--carried", carried)])
    let trained = try RunFolder(existing: run).model()
    let model = try trained.spiking(for: "simulate")
    let stimuli = try await StimulusFile(path: data)
    try stimuli.requirePixels(trained.pixels, of: "the model of \(run)")
    guard count <= stimuli.identity.count else {
      throw Refusal(
        .usage,
        "--count is \(count), but \(data) holds \(stimuli.identity.count) data; "
          + "it must be 1 to \(stimuli.identity.count).")
    }
    let shown = stimuli.data.rows(0..<count)
    let posterior = model.posterior(of: shown)
    let width = try? PictureWidth.of(trained.pixels, asked: nil, option: "")
    if carried != nil, width == nil {
      throw Refusal(
        .usage,
        "--carried draws squares, and stimuli of \(trained.pixels) pixels are not square. Leave it out."
      )
    }
    let root = seed.sequence(of: "simulate")
    work.console.inform(
      "\(model.latents) neurons see \(count) stimuli \(trials) times, seed \(root)")
    let presentation = StimulusPresentation(
      logRates: posterior.rates.logRates, trials: trials, windowDuration: window,
      address: DrawAddress(seed: root, purpose: .simulation))
    let result = try subject.write(
      trained.recording(of: presentation, showing: stimuli.identity), to: output, "simulating",
      completing: { try trained.complete(&$0, of: presentation, showing: shown, from: data) },
      block: presentation.block(), keepingRaster: figure != nil || carried != nil, with: work
    ) { try presentation.raster(ofNeurons: $0) }
    if let raster = result.raster {
      let responses = ShownStimuli(
        shown, raster: raster, trials: trials, window: window, pictureWidth: width)
      let title = "\(model.latents) neurons, \(count) stimuli × \(trials) trials"
      if let figure {
        try await responses.rasterFigure(
          logRates: posterior.rates.logRates, logPrior: model.logPrior.values, title: title,
          seed: seed.seed
        ).write(to: figure)
      }
      if let carried {
        try await responses.carriedFigure(
          decoder: model.decoder, title: "What spikes carry: \(title)")?.write(to: carried)
      }
    }
    var report = SpikeReport(
      result, to: output, figure: figure, neurons: model.latents,
      duration: Double(count * trials) * window, seed: root,
      rows: [
        ("neurons", "\(model.latents)"),
        ("presentations", "\(count * trials) of \(Text.number(window)) s"),
      ])
    report.presentations = count * trials
    try Output.write(json ? report.json : report.text)
  }
}
