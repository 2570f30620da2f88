// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Arrivals
internal import DataFiles
internal import Figures
internal import Foundation
internal import Randomness
internal import Ranks
internal import Recordings
internal import Runs

/// The command `interspike sample --rates 5,20,80 -o trains.nwb`.
struct Sample: AsyncParsableCommand, SpansRanks {
  static let configuration = CommandConfiguration(
    abstract: "Let neurons fire at given rates, and record their spikes.",
    discussion: """
      Spike times are exact, not on a grid. Neuron n fires the same spikes alone or among others, on one thread or \
      many; a different --seed, --stream or --window gives different ones. The output's suffix chooses NWB, NIRData, SONATA, CSV or NPY.

      The work grows with the number of spikes and of windows of --window seconds, since every neuron needs a draw in every \
      window, however slowly it fires. That is why windows are longer than 1 s when \
      --duration exceeds 100,000 s, unless --window says otherwise; \
      the output records their length. With --window given, a longer --duration begins with the same spikes.
        interspike sample --rates 5,20,80 --duration 10 -o trains.nwb
        interspike sample --uniform 10 --neurons 10000 --duration 10 \\
          --seed 7 -o trains.nwb
        interspike sample --rates rates.npy --step 0.01 -o trains.nwb
      """)

  @OptionGroup var firing: RateOptions
  @OptionGroup var process: ProcessOptions
  @Option(
    name: .shortAndLong, help: FileEndings.spikesHelp,
    completion: .file())
  var output: String
  @Option(help: "Also draw the raster to this file, .png or .svg.", completion: .file())
  var figure: String?
  @OptionGroup var subject: SubjectOptions
  @Flag(help: "Print a summary as one JSON object.") var json = false
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup var job: RankOptions

  mutating func validate() throws {
    try FileEndings.spikes.require(output, of: "-o")
    try FileEndings.picture.require(figure, of: "--figure")
    output = try subject.place(output)
  }

  func run() async throws {
    try FilePlan.check(
      reads: [("--rates", firing.rates?.file)], writes: [("-o", output)],
      draws: [("--figure", figure)])
    let sampled = try firing.population(process)
    let (duration, trials) = (sampled.duration, sampled.trials)
    let (block, seed, neurons) = (try sampled.block(), seed.sequence(), sampled.rates.count)
    let (population, window) = (try sampled.population(), sampled.window)
    let grain = sampled.isWindowed && window != 1 ? " in windows of \(Text.number(window)) s" : ""
    work.console.inform(
      "\(Text.count(neurons, "\(sampled.process) neuron")) for \(Text.number(duration)) s\(grain), seed \(seed)"
    )
    let result = try subject.write(
      sampled.recording(seed: seed), to: output, "sampling",
      description: "Spike trains of \(sampled.process) neurons with given firing rates.",
      block: block, keepingRaster: figure != nil, with: work
    ) { sampled.raster(of: $0, from: population, seed: seed) }
    if let figure, let raster = result.raster {
      try await RasterFigure(
        raster, title: Text.count(neurons, "\(sampled.process) neuron"), seed: seed.seed
      ).write(to: figure)
    }
    var report = SpikeReport(
      result, to: output, figure: figure, neurons: neurons,
      duration: Double(trials) * duration, seed: seed,
      rows: [
        ("neurons", "\(neurons), \(sampled.process)"),
        ("duration", "\(trials == 1 ? "" : "\(trials) × ")\(Text.number(duration)) s"),
      ])
    report.process = sampled.process
    try Output.write(json ? report.json : report.text)
  }
}
