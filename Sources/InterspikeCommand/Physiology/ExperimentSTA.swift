// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Foundation
internal import Physiology
internal import Recordings
internal import Runs

/// The command `interspike experiment sta RUN -o FOLDER`.
struct ExperimentSTA: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sta",
    abstract: "Compare spike-triggered averages of white noise with the dictionary.",
    discussion: """
      The experiment shows noise of standard deviation 1, new in every frame. After a warm-up of \
      40 frames, it averages what was shown 0, 1, … frames before each spike. \
      Near lag 0, the average should look like the neuron's atom. The folder holds sta.png (the averages at \
      their best lag, each beside its atom), atoms.png, similarity.png, sta.npy of shape \
      [neurons, lags, pixels] and results.json.
      Published: 10,000 presentations per trial, 100 trials, 81 lags (arXiv 2410.19315).
      """)

  @OptionGroup var place: ElectrodeOptions
  @Option(help: "How many noise videos to show at once.") var batch = 500
  @Option(help: "Frames to record after the warm-up.") var frames = 600
  @Option(help: "How many frames before a spike to average.") var lags = 12
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions

  func validate() throws {
    for (name, value, most) in [
      ("--batch", batch, 100_000), ("--frames", frames, 1_000_000), ("--lags", lags, 100),
    ]
    where !(1...most).contains(value) {
      try refuse(name, value, "1 to \(most)")
    }
  }

  func run() async throws {
    let files = ["results.json", "sta.npy", "sta.png", "atoms.png", "similarity.png"]
    let listener = try place.electrode(writing: files, seed, work)
    let electrode = listener.electrode
    var triggered = SpikeTriggeredAverage(
      neurons: electrode.neurons, pixels: electrode.side * electrode.side, lags: lags)
    try listener.show(
      electrode.whiteNoise(films: batch, seed: seed.sequence()),
      count: triggered.warmUp + frames, called: "listening", on: work.console
    ) { triggered.add($0, threads: work.threadCount) }
    let findings = SpikeTriggeredFindings(triggered, by: electrode)
    try await findings.write(to: place.output, from: listener)
    try place.report(findings.rows, files)
  }
}
