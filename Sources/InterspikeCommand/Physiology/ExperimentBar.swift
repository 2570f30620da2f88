// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Figures
internal import Foundation
internal import Physiology
internal import Randomness
internal import Runs
internal import SpikeFormats
internal import SpikeTrains
internal import Stimuli
internal import Streaming
internal import Tensors

/// The command `interspike experiment bar RUN -o FOLDER`.
struct ExperimentBar: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bar",
    abstract: "Sweep a bar of light across the receptive fields, and listen to a neuron.",
    discussion: """
      The bar crosses the field in every direction, in steps of one degree, after a pause in the dark. One neuron is then \
      shown its best angle several times. The folder holds tuning.png (spikes per sweep at each angle, and the rate along \
      the sweep), raster.png, spikes.wav (the sound of the first trial), spikes.csv and results.json.
      Reference: D. H. Hubel & T. N. Wiesel, J. Physiol. 148 (1959) 574; the parameters are those of arXiv 2410.19315.
      """)

  @Argument(help: "The folder of a `train iterative-poisson` run.", completion: .directory)
  var run: String
  @Option(
    name: .shortAndLong, help: "The folder for the results; it will be created.",
    completion: .directory)
  var output: String
  @Option(help: "The neuron to listen to. (default: the one that fires most at any angle)")
  var neuron: Int?
  @Option(help: "The angle of the bar, in degrees. (default: the neuron's best)") var angle: Int?
  @Option(help: "How many times to show the bar.") var trials = 20
  @Option(help: "How long a frame lasts, in seconds.") var frameInterval = 0.02
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions

  func validate() throws {
    if let angle, !(0..<360).contains(angle) {
      try refuse("--angle", angle, "0 to 359 degrees")
    }
    if !(1...1000).contains(trials) { try refuse("--trials", trials, "1 to 1000") }
    if !(frameInterval >= 1e-4 && frameInterval <= 10) {
      try refuse("--frame-interval", frameInterval, "1e-4 to 10 seconds")
    }
  }

  private struct Results: Encodable {
    let experiment = "bar"
    let run: String
    let step: Int
    let seed: UInt64
    let stream: String?
    let neuron: Int
    let angle: Int
    /// The dark frames, and the frames of the sweep.
    let pause: Int
    let sweep: Int
    let frameInterval: Double
    /// This neuron's spikes in sweeps at 0, 1, … 359 degrees.
    let tuning: [Int]
    let spikes: Int
    /// The mean rate over all neurons and angles, in Hz.
    let meanRate: Double
  }

  func run() async throws {
    try FilePlan.check(
      runs: [run],
      writes: ["spikes.wav", "spikes.csv", "results.json"].map { ("-o", "\(output)/\($0)") },
      draws: ["raster.png", "tuning.png"].map { ("-o", "\(output)/\($0)") })
    let listener = try RunElectrode(
      run: run, frameInterval: frameInterval, seed: seed.sequence(), work: work)
    let electrode = listener.electrode
    if let neuron, !(0..<electrode.neurons).contains(neuron) {
      throw Refusal(
        .usage, "--neuron is \(neuron); the model has neurons 0 to \(electrode.neurons - 1).")
    }
    let bar = MovingBar(side: electrode.side)
    var counted = BarTuning(of: bar, neurons: electrode.neurons)
    try listener.show(bar.frames, count: bar.count, called: "sweeping") { counted.add($0) }
    let chosen = neuron ?? counted.loudestNeuron
    let tuning = counted.tuning(of: chosen)
    let best = angle ?? tuning.indices.max { tuning[$0] < tuning[$1] } ?? 0
    let recorded = try recording(by: listener, neuron: chosen, angle: best)

    try FileReading.createFolder(output)
    let sweep = bar.start(frameInterval)..<recorded.interval.upperBound
    try SpikeSound.write(
      Array(recorded.times(of: 0)), during: recorded.interval, to: "\(output)/spikes.wav")
    var raster = RasterFigure(
      recorded, title: "neuron \(chosen), bar at \(best)°, \(trials) trials", seed: seed.seed,
      presentationBoundaries: [sweep.lowerBound]
    )
    raster.row = "trial"
    try await raster.write(to: "\(output)/raster.png")
    try await figure(tuning, recorded, neuron: chosen, angle: best, from: sweep.lowerBound)
      .write(to: "\(output)/tuning.png")
    var table = CSVTable(["time", "neuron"], lineEnd: "\n")
    for trial in 0..<trials {
      for time in recorded.times(of: trial) { table.append([time, trial]) }
    }
    try AtomicFile.write(table.text, to: "\(output)/spikes.csv")
    let results = Results(
      run: URL(fileURLWithPath: run).lastPathComponent, step: listener.step, seed: seed.seed,
      stream: seed.sequence().namedStream,
      neuron: chosen,
      angle: best, pause: bar.pause, sweep: bar.sweep, frameInterval: frameInterval, tuning: tuning,
      spikes: recorded.spikeCount,
      meanRate: Double(counted.spikeCount)
        / (360 * Double(electrode.neurons * bar.sweep) * frameInterval))
    try AtomicFile.write(
      try JSONText.encode(results, indented: true) + "\n", to: "\(output)/results.json")
    try Output.write(
      Text.table([
        (name: "neuron", value: "\(chosen)"), ("best angle", "\(best)°"),
        (
          "spikes per sweep",
          "\(tuning[best]) there, \(Text.number(Double(tuning.reduce(0, +)) / 360)) on average"
        ),
        ("files", "results.json, tuning.png, raster.png, spikes.wav, spikes.csv in \(output)"),
      ]))
  }

  /// The spikes of one neuron in every trial of one angle.
  private func recording(
    by listener: RunElectrode, neuron: Int, angle: Int
  ) throws -> SpikeRaster {
    let bar = MovingBar(
      side: listener.electrode.side, angles: [Double](repeating: Double(angle), count: trials))
    var trains = TrialTrains(of: neuron, trials: trials)
    try listener.show(bar.frames, count: bar.count, called: "listening") { trains.add($0) }
    return trains.raster(in: 0..<Double(bar.count) * frameInterval)
  }

  private func figure(
    _ tuning: [Int], _ recorded: SpikeRaster, neuron: Int, angle: Int, from start: Double
  ) -> RelationFigure {
    let bins = 80
    let width = (recorded.interval.upperBound - start) / Double(bins)
    var rate = [Double](repeating: 0, count: bins)
    for time in recorded.times where time >= start {
      rate[min(bins - 1, Int((time - start) / width))] += 1 / (width * Double(recorded.neuronCount))
    }
    return RelationFigure(
      [
        RelationFigure.Plot(
          "one sweep at each angle", abscissa: "bar direction in degrees",
          ordinate: "spikes per sweep",
          series: [
            RelationFigure.Series(
              "neuron \(neuron)", tuning.enumerated().map { .init(x: Double($0), y: Double($1)) },
              style: .curve)
          ]),
        RelationFigure.Plot(
          "the bar at \(angle)°, mean of \(recorded.neuronCount) trials",
          abscissa: "seconds since the sweep began",
          ordinate: "rate in Hz",
          series: [
            RelationFigure.Series(
              "neuron \(neuron)",
              rate.enumerated().map { .init(x: (Double($0) + 0.5) * width, y: $1) }, style: .curve)
          ]),
      ])
  }
}

extension MovingBar {
  /// When the bar starts to move, in seconds.
  fileprivate func start(_ frameInterval: Double) -> Double { Double(pause) * frameInterval }
}
