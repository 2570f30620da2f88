// SPDX-License-Identifier: GPL-3.0-or-later

public import ArgumentParser
internal import DataFiles
internal import Figures
internal import Randomness
internal import Ranks
internal import Recordings
internal import Runs

/// The command `interspike encode --data FILE -o trains.nwb`.
struct Encode: AsyncParsableCommand, SpansRanks {
  static let configuration = CommandConfiguration(
    abstract: "Turn pictures or other numbers into spikes, as input for spiking networks.",
    discussion: """
      rate: Poisson spikes at minimum + (maximum − minimum)·x, one neuron for each number \
      x from 0 to 1. \
      latency: one spike per neuron, sooner for larger x; none at or below the threshold. \
      tuning: neurons whose preferred values are spread evenly over --range, with Gaussian tuning curves as wide as their \
      spacing, and Poisson spikes up to --maximum.

      Presentation p, counted from 0, begins p windows after the start and lasts one window. All \
      trials of one stimulus come before the next stimulus.
        interspike encode --data digits.safetensors --count 10 -o trains.nwb
        interspike encode --data angles.npy --code tuning --range 0,180 \\
          --period 180 -o trains.nwb
      """)

  @Option(
    help: "The numbers, one stimulus per row: .safetensors (tensor patches) or .npy.",
    completion: .file())
  var data: String
  @Option(help: "How to encode: rate, latency or tuning.")
  var code = StimulusEncoding.Code.rate
  @Option(
    name: .shortAndLong, help: FileEndings.spikesHelp,
    completion: .file())
  var output: String
  @Option(help: "How many stimuli to show, from the first. (default: all)") var count: Int?
  @Option(help: "How many times to show each stimulus.") var trials = 1
  @Option(help: "How long a presentation lasts, 1e-6 to 1e6 seconds.") var window = 0.1
  @Option(help: "rate, tuning: the highest rate, in Hz. (default: \(Encode.usual.maximum))")
  var maximum: Double?
  @Option(help: "rate, tuning: the lowest rate, in Hz. (default: \(Encode.usual.minimum))")
  var minimum: Double?
  @Option(help: "latency: the time constant in seconds. (default: a fifth of the window)")
  var timeConstant: Double?
  @Option(help: "latency: numbers up to this give no spike. (default: \(Encode.usual.threshold))")
  var threshold: Double?
  @Option(help: "tuning: how many neurons encode each number. (default: \(Encode.usual.neurons))")
  var neurons: Int?
  @Option(
    help:
      "tuning: the smallest and the largest preferred value, separated by a comma. (default: \(Encode.usualRange))"
  )
  var range: NumberPair?
  @Option(help: "tuning: the period of circular values, such as 180 for orientations.")
  var period: Double?
  @Flag(help: "Stretch the numbers so that the smallest becomes 0 and the largest 1.")
  var scale = false
  @Option(help: "Also draw the raster to this file, .png or .svg.", completion: .file())
  var figure: String?
  @OptionGroup var subject: SubjectOptions
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup var job: RankOptions

  mutating func validate() throws {
    if let count, count < 1 { try refuse("--count", count, "at least 1") }
    if !(1...1_000_000).contains(trials) { try refuse("--trials", trials, "1 to 1000000") }
    if !(1e-6...1e6).contains(window) { try refuse("--window", window, "1e-6 to 1e6 seconds") }
    try requireOptionsOfCode()
    if let neurons, !(2...10_000).contains(neurons) {
      try refuse("--neurons", neurons, "2 to 10000")
    }
    if let range, !(range.first < range.second) {
      try refuse("--range", "\(range.first),\(range.second)", "two ascending numbers")
    }
    let (maximum, minimum) = (encoding.maximum, encoding.minimum)
    if !(minimum >= 0 && minimum <= maximum && maximum <= 1e9) {
      throw ValidationError(
        "--minimum is \(minimum) and --maximum \(maximum); "
          + "they must be ascending, from 0 to 1e9 Hz.")
    }
    if code != .latency, maximum * window > 1e6 {
      try refuse(
        "--maximum × --window", "\(Text.plain(maximum)) × \(Text.plain(window))",
        "at most 1000000 spikes")
    }
    try FileEndings.spikes.require(output, of: "-o")
    try FileEndings.picture.require(figure, of: "--figure")
    output = try subject.place(output)
  }

  /// Its own stream keeps input from firing in step with neurons `interspike sample` draws from the same seed.
  private static let stream = "encode"

  func run() async throws {
    try FilePlan.check(
      reads: [("--data", data)], writes: [("-o", output)], draws: [("--figure", figure)])
    _ = try encoding.stimulusCode()
    let root = seed.sequence(of: Self.stream)
    let shown = try encoding.encoded(try await StimulusFile(path: data), count: count, seed: root)
    let (neurons, presentations) = (shown.neurons, shown.presentations)
    work.console.inform(
      "\(Text.count(neurons, "neuron")), \(Text.count(presentations, "presentation")) of \(Text.number(window)) s, seed \(root)"
    )
    let result = try subject.write(
      shown.recording(), to: output, "encoding",
      description: "Stimuli encoded in spikes by a \(code.rawValue) code.", block: shown.block(),
      keepingRaster: figure != nil, with: work, drawing: shown.raster)
    if let figure, let raster = result.raster {
      try await RasterFigure(
        raster, title: "\(Text.count(neurons, "neuron")), \(code.rawValue) code",
        seed: root.seed,
        presentationBoundaries: (0..<shown.count).map { Double($0 * trials) * window },
        trialBoundaries: (0..<presentations).map { Double($0) * window }
      ).write(to: figure)
    }
    try Output.write(
      SpikeReport(
        result, to: output, figure: figure, neurons: neurons,
        duration: Double(presentations) * window, seed: root,
        rows: [
          ("neurons", "\(neurons), \(code.rawValue) code"),
          ("presentations", "\(presentations) of \(Text.number(window)) s"),
        ]
      ).text)
  }
}

extension StimulusEncoding.Code: ExpressibleByArgument {}
