// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Physiology
internal import Recordings

/// The command `interspike experiment bar RUN -o FOLDER`.
struct ExperimentBar: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bar",
    abstract: "Sweep a bar of light across the receptive fields, and listen to a neuron.",
    discussion: """
      The bar crosses the field in every direction, in steps of one degree, after a pause in the dark. The direction \
      index compares the preferred direction with the opposite one. One neuron is then shown its best angle several \
      times. The folder holds tuning.png (spikes per sweep at each angle, and the rate along the sweep), raster.png, \
      spikes.wav (the sound of the first trial), spikes.csv and results.json.
      Reference: D. H. Hubel & T. N. Wiesel, J. Physiol. 148 (1959) 574; the parameters are those of arXiv 2410.19315.
      """)

  @OptionGroup var place: ElectrodeOptions
  @Option(help: "The neuron to listen to. (default: the one that fires most at any angle)")
  var neuron: Int?
  @Option(help: "The angle of the bar, in degrees. (default: the neuron's best)") var angle: Int?
  @Option(help: "How many times to show the bar.") var trials = 20
  @Option(help: "Frames in a sweep, after three quarters as many in the dark.") var sweep = 400
  @Option(help: "How long a frame lasts, in seconds.") var frameInterval = 0.02
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions

  func validate() throws {
    if let angle, !(0..<360).contains(angle) {
      try refuse("--angle", angle, "0 to 359 degrees")
    }
    if !(1...1000).contains(trials) { try refuse("--trials", trials, "1 to 1000") }
    if !(2...100_000).contains(sweep) { try refuse("--sweep", sweep, "2 to 100000 frames") }
    if !(frameInterval >= 1e-4 && frameInterval <= 10) {
      try refuse("--frame-interval", frameInterval, "1e-4 to 10 seconds")
    }
  }

  func run() async throws {
    try await place.find(frameInterval: frameInterval, seed, work) {
      let last = $0.electrode.neurons - 1
      if let neuron, !(0...last).contains(neuron) {
        throw Refusal(.usage, "--neuron is \(neuron); the model has neurons 0 to \(last).")
      }
      return try $0.bar(neuron: neuron, angle: angle, trials: trials, sweep: sweep)
    }
  }
}
