// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Foundation
internal import Physiology
internal import Recordings
internal import Runs
internal import Stimuli

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

  @OptionGroup var place: ElectrodeOptions
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

  func run() async throws {
    let files = ["results.json", "tuning.png", "raster.png", "spikes.wav", "spikes.csv"]
    let listener = try place.electrode(
      writing: files, frameInterval: frameInterval, seed, work)
    let electrode = listener.electrode
    if let neuron, !(0..<electrode.neurons).contains(neuron) {
      throw Refusal(
        .usage, "--neuron is \(neuron); the model has neurons 0 to \(electrode.neurons - 1).")
    }
    let bar = MovingBar(side: electrode.side)
    var counted = BarTuning(of: bar, neurons: electrode.neurons)
    try listener.show(bar.frames, count: bar.count, called: "sweeping", on: work.console) {
      counted.add($0)
    }
    let chosen = neuron ?? counted.loudestNeuron
    let tuning = counted.tuning(of: chosen)
    let best = angle ?? tuning.indices.max { tuning[$0] < tuning[$1] } ?? 0
    let repeated = MovingBar(
      side: electrode.side, angles: [Double](repeating: Double(best), count: trials))
    var trains = TrialTrains(of: chosen, trials: trials)
    try listener.show(
      repeated.frames, count: repeated.count, called: "listening", on: work.console
    ) { trains.add($0) }
    let findings = BarFindings(
      neuron: chosen, angle: best, of: bar, frameInterval: frameInterval, counted: counted,
      recorded: trains.raster(in: 0..<Double(repeated.count) * frameInterval))
    try await findings.write(to: place.output, from: listener, seed: seed.seed)
    try place.report(findings.rows, files)
  }
}
