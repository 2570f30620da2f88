// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Recordings

/// The command `interspike experiment repeats RUN --video FILM -o FOLDER`.
struct ExperimentRepeats: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repeats",
    abstract: "Measure trial-to-trial variability: repeat a film clip, and noise beside it.",
    discussion: """
      Tiles of the film's first frames are shown many times, and so is frozen white noise of the same variance. You \
      get Fano factors, how well half of the trials predicts the other half, and signal and noise correlations of all \
      pairs of neurons. The folder holds repeats.png, neurons.csv and results.json.
      """)

  @OptionGroup var place: ElectrodeOptions
  @OptionGroup var clip: ClipOptions
  @Option(help: "Frames of the clip.") var frames = 60
  @Option(help: "Tiles of the film to show, spread over the picture.") var pieces = 8
  @Option(help: "How many times to show each of them.") var trials = 50
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions

  func validate() throws {
    if !(1...10_000).contains(frames) { try refuse("--frames", frames, "1 to 10000") }
    if !(1...1000).contains(pieces) { try refuse("--pieces", pieces, "1 to 1000") }
    if !(2...1000).contains(trials) { try refuse("--trials", trials, "2 to 1000") }
  }

  func run() async throws {
    try await place.find(showing: clip.video, seed, work) {
      try await $0.repeats(of: clip.film, frames: frames, pieces: pieces, trials: trials)
    }
  }
}

/// The command `interspike experiment adaptation RUN --video FILM -o FOLDER`.
struct ExperimentAdaptation: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adaptation",
    abstract: "Measure how neurons respond to a cut between scenes, and how fast they adapt.",
    discussion: """
      The film is shown tile by tile. At the cut its tiles change places, and the same film goes on without a cut \
      beside it, so that both consist of the same frames. You get spikes, free energy, divergence and error in every \
      frame around the cut. The folder holds adaptation.png, adaptation.csv and results.json.
      """)

  @OptionGroup var place: ElectrodeOptions
  @OptionGroup var clip: ClipOptions
  @Option(help: "Frames before the cut.") var before = 24
  @Option(help: "Frames after the cut.") var after = 24
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions

  func validate() throws {
    for (name, frames) in [("--before", before), ("--after", after)]
    where !(1...1000).contains(frames) {
      try refuse(name, frames, "1 to 1000")
    }
  }

  func run() async throws {
    try await place.find(showing: clip.video, seed, work) {
      try await $0.adaptation(to: clip.film, before: before, after: after)
    }
  }
}
