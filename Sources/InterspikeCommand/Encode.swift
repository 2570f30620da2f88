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
internal import Tensors

/// The command `interspike encode --data FILE -o trains.nwb`.
struct Encode: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn pictures or other numbers into spikes, as input for spiking networks.",
    discussion: """
      rate: Poisson spikes at minimum + (maximum − minimum)·x, one neuron for each number x in 0...1. \
      latency: one spike per neuron, sooner for larger x; none at or below the threshold. \
      tuning: neurons whose preferred values are spread evenly over --range, with Gaussian tuning curves as wide as their \
      spacing, and Poisson spikes up to --maximum.

      Presentation p lasts from p to p + 1 windows; all trials of one stimulus come before the next stimulus.
        interspike encode --data digits.safetensors --count 10 -o trains.nwb
        interspike encode --data angles.npy --code tuning --range 0,180 \\
          --period 180 -o trains.nwb
      """)

  @Option(
    help: "The numbers, one stimulus per row: .safetensors (tensor patches) or .npy.",
    completion: .file())
  var data: String
  @Option(help: "How to encode: rate, latency or tuning.")
  var code = Code.rate
  @Option(
    name: .shortAndLong, help: "The spike file to write: .nwb, .nirdata, .csv or .npy.",
    completion: .file())
  var output: String
  @Option(help: "How many stimuli to show, from the first. (default: all)") var count: Int?
  @Option(help: "How many times to show each stimulus.") var trials = 1
  @Option(help: "How long a presentation lasts, 1e-6 to 1e6 seconds.") var window = 0.1
  @Option(help: "The highest rate, in Hz.") var maximum = 100.0
  @Option(help: "The lowest rate, in Hz.") var minimum = 0.0
  @Option(help: "latency: the time constant in seconds. (default: a fifth of the window)")
  var timeConstant: Double?
  @Option(help: "latency: numbers up to this give no spike.") var threshold = 0.01
  @Option(help: "tuning: how many neurons encode each number.") var neurons = 12
  @Option(help: "tuning: the smallest and the largest preferred value, separated by a comma.")
  var range: NumberPair = NumberPair(first: 0, second: 1)
  @Option(help: "tuning: the period of circular values, such as 180 for orientations.")
  var period: Double?
  @Flag(help: "Stretch the numbers so that the smallest becomes 0 and the largest 1.")
  var scale = false
  @Option(help: "Also draw the raster to this file, .png or .svg.", completion: .file())
  var figure: String?
  @OptionGroup var subject: SpeciesOption
  @Option(help: Keywords.help)
  var keywords = ""
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions

  func validate() throws {
    if let count, count < 1 { try refuse("--count", count, "at least 1") }
    if !(1...1_000_000).contains(trials) { try refuse("--trials", trials, "1 to 1000000") }
    if !(1e-6...1e6).contains(window) { try refuse("--window", window, "1e-6 to 1e6 seconds") }
    if !(2...10_000).contains(neurons) { try refuse("--neurons", neurons, "2 to 10000") }
    if !(range.first < range.second) {
      try refuse("--range", "\(range.first),\(range.second)", "two ascending numbers")
    }
    if !(minimum >= 0 && minimum <= maximum && maximum <= 1e9) {
      try refuse("--minimum, --maximum", "\(minimum), \(maximum)", "ascending, from 0 to 1e9 Hz")
    }
    if code != .latency, maximum * window > 1e6 {
      try refuse(
        "--maximum × --window", "\(Text.plain(maximum)) × \(Text.plain(window))",
        "at most 1000000 spikes")
    }
    try FileEndings.spikes.require(output, of: "-o")
    try FileEndings.picture.require(figure, of: "--figure")
  }

  /// The names of codes.
  enum Code: String, CaseIterable, ExpressibleByArgument, Encodable {
    case rate
    case latency
    case tuning
  }

  /// Its own stream keeps input from firing in step with neurons `interspike sample` draws from the same seed.
  private static let stream = "encode"

  private func chosenCode() throws -> StimulusCode {
    let (least, greatest) = (try Rate(hertz: minimum), try Rate(hertz: maximum))
    switch code {
    case .rate: return .rate(RateCode(minimum: least, maximum: greatest))
    case .latency:
      return .latency(
        try LatencyCode(
          timeConstant: timeConstant ?? window / 5, threshold: threshold, window: window))
    case .tuning:
      return .tuning(
        try TuningCode(
          preferring: range.first...range.second, neurons: neurons, baseline: least,
          peak: greatest, period: period))
    }
  }

  func run() async throws {
    try FilePlan.check(
      reads: [("--data", data)], writes: [("-o", output)], draws: [("--figure", figure)])
    let code = try chosenCode()
    let file = try await StimulusFile(path: data)
    let count = count ?? file.identity.count
    guard count <= file.identity.count else {
      throw Refusal(
        .usage,
        "--count is \(count), but \(data) holds \(file.identity.count) data; it must be 1 to \(file.identity.count)."
      )
    }
    let (presentations, overflows) = count.multipliedReportingOverflow(by: trials)
    guard !overflows, presentations <= 100_000_000 else {
      throw Refusal(
        .usage,
        "\(count) stimuli × \(trials) trials are too many presentations; at most 100000000 can be shown. Lower --count or --trials."
      )
    }
    let stimuli = try scaled(file.data.rows(0..<count), for: code)
    let neurons = stimuli.shape[1] * code.neuronsPerNumber
    let (trials, window, root) = (trials, window, seed.sequence(of: Self.stream))
    work.console.inform(
      "\(Text.count(neurons, "neuron")), \(Text.count(presentations, "presentation")) of \(Text.number(window)) s, seed \(root)"
    )
    let blocks = try NeuronBlocks(
      spikes: code.mostSpikes(
        shown: stimuli.values, numbers: stimuli.shape[1], window: window) * Double(trials),
      presentations: presentations, window: window, largest: 16_384,
      remedy: "--maximum, --window, --trials or --count")
    let recording = try recording(neurons: neurons, count: count, file.identity)
    let result = try SpikeOutput(
      path: output, recording: recording,
      session: subject.session(
        of: recording,
        description: "Stimuli encoded in spikes by a \(self.code.rawValue) code.",
        keywords: keywords), threads: work.threadCount, console: work.console
    ).write("encoding", block: blocks.size, keepingRaster: figure != nil) {
      try code.raster(
        of: $0, shown: stimuli.values, numbers: stimuli.shape[1], trials: trials, window: window,
        seed: root)
    }
    if let figure, let raster = result.raster {
      try await RasterFigure(
        raster, title: "\(Text.count(neurons, "neuron")), \(self.code.rawValue) code",
        seed: root.seed,
        presentationBoundaries: (0..<count).map { Double($0 * trials) * window },
        trialBoundaries: (0..<presentations).map { Double($0) * window }
      ).write(to: figure)
    }
    let duration = Double(presentations) * window
    var rows = [
      (name: "spikes", value: "\(result.spikes)"),
      ("neurons", "\(neurons), \(self.code.rawValue) code"),
      ("presentations", "\(presentations) of \(Text.number(window)) s"),
      ("mean rate", "\(Text.number(Double(result.spikes) / (duration * Double(neurons)))) Hz"),
      ("seed", "\(root)"), ("file", output),
    ]
    if let figure { rows.append(("figure", figure)) }
    try Output.write(Text.table(rows))
  }

  /// The numbers as the code takes them; numbers it cannot take are refused before anything is written.
  private func scaled(_ stimuli: Tensor, for code: StimulusCode) throws -> Tensor {
    let (least, greatest) = (stimuli.values.min() ?? 0, stimuli.values.max() ?? 0)
    if scale {
      guard greatest > least else {
        throw Refusal(
          .badData,
          "every number in \(data) is \(least), so --scale has nothing to stretch. Leave out --scale or give other data."
        )
      }
      return Tensor(
        stimuli.values.map { ($0 - least) / (greatest - least) }, shape: stimuli.shape)
    }
    guard !code.takesIntensities || (least >= 0 && greatest <= 1) else {
      throw Refusal(
        .badData,
        "the numbers in \(data) range from \(least) to \(greatest), but a \(self.code.rawValue) code takes 0 to 1. Add --scale."
      )
    }
    return stimuli
  }

  /// How the file came about, for the file itself.
  private struct Settings: Encodable {
    let code: Code
    let data: StimulusFile.Identity
    let count: Int
    let trials: Int
    let window: Double
    let minimum: Double?
    let maximum: Double?
    let timeConstant: Double?
    let threshold: Double?
    let neurons: Int?
    let range: [Double]?
    let period: Double?
    let scale: Bool
  }

  private func recording(
    neurons: Int, count: Int, _ identity: StimulusFile.Identity
  ) throws -> SpikeRecording {
    var identity = identity
    identity.path = URL(fileURLWithPath: identity.path).lastPathComponent
    let (isLatency, isTuning) = (code == .latency, code == .tuning)
    let settings = Settings(
      code: code, data: identity, count: count, trials: trials, window: window,
      minimum: isLatency ? nil : minimum, maximum: isLatency ? nil : maximum,
      timeConstant: isLatency ? timeConstant ?? window / 5 : nil,
      threshold: isLatency ? threshold : nil, neurons: isTuning ? self.neurons : nil,
      range: isTuning ? [range.first, range.second] : nil, period: isTuning ? period : nil,
      scale: scale)
    return try SpikeRecording(
      neuronCount: neurons,
      presentations: Presentation.sequence(stimuli: count, trials: trials, duration: window),
      provenance: try Provenance(
        programVersion: InterspikeCommand.version, seed: seed.seed,
        stream: seed.sequence(of: Self.stream).stream, streamVersion: SeedSequence.streamVersion,
        configuration: JSONText.encode(settings)))
  }
}

/// Two numbers separated by a comma.
struct NumberPair: ExpressibleByArgument, CustomStringConvertible {
  let first: Double
  let second: Double

  init(first: Double, second: Double) {
    (self.first, self.second) = (first, second)
  }

  init?(argument: String) {
    let numbers = argument.split(separator: ",").map { Double($0) }
    guard numbers.count == 2, let first = numbers[0], let second = numbers[1], first.isFinite,
      second.isFinite
    else { return nil }
    self.init(first: first, second: second)
  }

  var description: String { "\(Text.plain(first)),\(Text.plain(second))" }
  var defaultValueDescription: String { description }
}
