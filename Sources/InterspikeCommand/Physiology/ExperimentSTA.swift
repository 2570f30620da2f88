// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Recordings

/// The command `interspike experiment sta RUN -o FOLDER`.
struct ExperimentSTA: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sta",
    abstract: "Compare spike-triggered averages of white noise with the dictionary.",
    discussion: """
      The experiment shows noise of standard deviation 1, new in every frame. After a warm-up of 40 frames, it \
      averages what was shown 0, 1, … frames before each spike. Near lag 0, the average should look like the neuron's \
      atom. The folder holds sta.png (the averages at their best lag, each beside its atom), lags.png (at all lags, in \
      space and time), atoms.png, similarity.png, sta.npy of shape [neurons, lags, pixels] and results.json.
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
    try await place.find(seed, work) {
      try $0.spikeTriggeredAverage(films: batch, frames: frames, lags: lags)
    }
  }
}
