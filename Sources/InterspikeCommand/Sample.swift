// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Arrivals
internal import DataFiles
internal import Figures
internal import Foundation
internal import Randomness
internal import Runs
internal import SpikeFormats
internal import SpikeTrains

/// The command `interspike sample --rates 5,20,80 -o trains.nwb`.
struct Sample: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let neurons fire at given rates, and record their spikes.",
    discussion: """
      Spike times are exact, not on a grid. Neuron n fires the same spikes alone or among others, on one thread or \
      many; a different --seed, --stream or --window gives different ones. The output's suffix chooses NWB, NIRData, CSV or NPY.

      The work grows with the number of spikes and of windows of --window seconds, since every neuron needs a draw in every \
      window, however slowly it fires. That is why beyond 100,000 s windows are longer than 1 s unless --window says otherwise; \
      the output records their length. With --window given, a longer --duration begins with the same spikes.
        interspike sample --rates 5,20,80 --duration 10 -o trains.nwb
        interspike sample --uniform 10 --neurons 10000 --duration 10 \\
          --seed 7 -o trains.nwb
      """)

  @OptionGroup var firing: RateOptions
  @Option(help: "How long to observe the neurons, above 0 and up to 1e9 seconds.")
  var duration = 1.0
  @OptionGroup var process: ProcessOptions
  @Option(
    name: .shortAndLong, help: "The spike file to write: .nwb, .nirdata, .csv or .npy.",
    completion: .file())
  var output: String
  @Option(help: "Also draw the raster to this file, .png or .svg.", completion: .file())
  var figure: String?
  @OptionGroup var subject: SpeciesOption
  @Option(help: Keywords.help)
  var keywords = ""
  @Flag(help: "Print a summary as one JSON object.") var json = false
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions

  func validate() throws {
    if !(duration > 0 && duration <= 1e9) {
      try refuse("--duration", duration, "above 0 and at most 1e9 seconds")
    }
    try FileEndings.spikes.require(output, of: "-o")
    try FileEndings.picture.require(figure, of: "--figure")
  }

  /// How the file came about, for the file itself.
  private struct Settings: Encodable {
    let process: String
    let rates: [Double]?
    let uniform: Double?
    let neurons: Int
    let duration: Double
    let window: Double
    let deadTime: Double?
    let shape: Double?
    let correlation: Double?
  }

  func run() async throws {
    try FilePlan.check(writes: [("-o", output)], draws: [("--figure", figure)])
    let rates = try firing.list()
    let fastest = rates.max() ?? 0
    guard fastest.hertz * duration <= 1e8 else {
      throw Refusal(
        .usage,
        "a neuron at \(fastest) would fire \(Text.number(fastest.hertz * duration)) spikes in "
          + "\(Text.number(duration)) s; at most 1e8 can be drawn for one neuron. Give a shorter --duration."
      )
    }
    let window = process.windowDuration(rates, observing: duration)
    // About a million spikes per thread at a time, and as many window counts.
    let most = max(
      1, max(fastest.hertz, process.motherHertz(rates)) * duration,
      process.isWindowed ? duration / window : 1)
    let block = Int(min(16_384, max(1, 1e6 / most)))
    try SamplingCost(
      rates: rates, motherHertz: process.motherHertz(rates), duration: duration,
      window: process.isWindowed ? window : nil, block: block
    ).check()
    let population = try process.population(
      rates, isUniform: firing.uniform != nil, window: window)
    let grain = process.isWindowed && window != 1 ? " in windows of \(Text.number(window)) s" : ""
    work.console.inform(
      "\(Text.count(rates.count, "\(process.name) neuron")) for \(Text.number(duration)) s\(grain), seed \(seed.sequence())"
    )
    let interval = 0..<duration
    let seed = seed.sequence()
    let recording = try recording(rates, window: window)
    let result = try SpikeOutput(
      path: output, recording: recording,
      session: subject.session(
        of: recording,
        description: "Spike trains of \(process.name) neurons with given firing rates.",
        keywords: keywords), threads: work.threadCount, console: work.console
    ).write("sampling", block: block, keepingRaster: figure != nil) { neurons in
      population.raster(of: neurons, in: interval, trial: 0, seed: seed)
    }
    if let figure, let raster = result.raster {
      try await RasterFigure(
        raster, title: Text.count(rates.count, "\(process.name) neuron"), seed: seed.seed
      ).write(to: figure)
    }
    try report(spikes: result.spikes, neurons: rates.count)
  }

  private func recording(_ rates: [Rate], window: Double) throws -> SpikeRecording {
    let settings = Settings(
      process: process.name, rates: firing.rates.map { $0.rates.map(\.hertz) },
      uniform: firing.uniform, neurons: rates.count, duration: duration, window: window,
      deadTime: process.deadTime, shape: process.shape, correlation: process.correlation)
    return try SpikeRecording(
      neuronCount: rates.count, presentations: [Presentation(start: 0, stop: duration)],
      neuronColumns: [
        NeuronColumn(
          name: "nominal_rate", description: "Firing rate that was asked for, in Hz.",
          values: rates.map(\.hertz))
      ],
      provenance: try Provenance(
        programVersion: InterspikeCommand.version, seed: seed.seed,
        stream: seed.sequence().stream, streamVersion: SeedSequence.streamVersion,
        configuration: JSONText.encode(settings)))
  }

  private struct Summary: Encodable {
    let file: String
    let figure: String?
    let process: String
    let spikes: Int
    let neurons: Int
    /// Seconds.
    let duration: Double
    /// Spikes per second per neuron.
    let meanRate: Double
    let seed: UInt64
    let stream: String?
  }

  private func report(spikes: Int, neurons: Int) throws {
    let summary = Summary(
      file: output, figure: figure, process: process.name, spikes: spikes, neurons: neurons,
      duration: duration, meanRate: Double(spikes) / (duration * Double(neurons)), seed: seed.seed,
      stream: seed.sequence().namedStream)
    if json {
      try Output.write(JSONText.encode(summary))
      return
    }
    var rows = [
      ("spikes", "\(spikes)"), ("neurons", "\(neurons), \(process.name)"),
      ("duration", "\(Text.number(duration)) s"),
      ("mean rate", "\(Text.number(summary.meanRate)) Hz"), ("seed", "\(seed.sequence())"),
      ("file", output),
    ]
    if let figure { rows.append(("figure", figure)) }
    try Output.write(Text.table(rows.map { (name: $0.0, value: $0.1) }))
  }
}
