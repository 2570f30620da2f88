// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import LatentModels
internal import Randomness
internal import Recordings
internal import Runs
internal import SpikeFormats
internal import Tensors

/// The spikes of a trained model on their way into a file, several neurons at a time.
struct Simulation {
  /// How the file came about, for the file itself.
  struct Settings: Encodable, Sendable {
    let count: Int
    let trials: Int
    let window: Double
    let step: Int
    /// The stimuli; nil for pictures the model generated.
    var data: StimulusFile.Identity?
    let training: RunConfiguration
  }

  let presentation: StimulusPresentation
  let priorLogRates: [Float]
  let settings: Settings
  let subject: SubjectOptions
  let threads: Int
  let console: Console

  /// Draws all spikes and writes them in the format of the suffix.
  ///
  /// Memory holds the spikes of one block of neurons per thread, or all of them if they are kept.
  func write(to path: String, keepingRaster keeps: Bool) throws -> SpikeOutput.Result {
    let blocks = try NeuronBlocks(
      spikes: expectedCounts.max().map { $0 * Double(presentation.trials) } ?? 0,
      presentations: presentation.count, window: presentation.windowDuration, largest: 64,
      remedy: "--trials or --count")
    let recording = try recording()
    return try SpikeOutput(
      path: path, recording: recording, session: subject.session(of: recording), threads: threads
    ).write("simulating", block: blocks.size, keepingRaster: keeps, on: console) {
      try presentation.raster(ofNeurons: $0)
    }
  }

  /// The expected spikes of each neuron while every stimulus is shown once.
  private var expectedCounts: [Double] {
    var expected = [Double](repeating: 0, count: presentation.neurons)
    for (index, value) in presentation.logRates.values.enumerated() {
      expected[index % presentation.neurons] += Double(exp(value))
    }
    return expected
  }

  private func recording() throws -> SpikeRecording {
    let seconds = presentation.windowDuration
    return try SpikeRecording(
      neuronCount: presentation.neurons,
      presentations: Presentation.sequence(
        stimuli: presentation.stimuli, trials: presentation.trials, duration: seconds),
      neuronColumns: [
        NeuronColumn(
          name: "mean_rate", description: "Expected firing rate, mean over the stimuli, in Hz.",
          values: expectedCounts.map { $0 / Double(presentation.stimuli) / seconds }),
        NeuronColumn(
          name: "prior_rate",
          description: "Firing rate that the model expects before it sees a stimulus, in Hz.",
          values: priorLogRates.map { Double(exp($0)) / seconds }),
      ],
      provenance: try Provenance(
        programVersion: InterspikeCommand.version, seed: presentation.address.seed.seed,
        stream: presentation.address.seed.stream, streamVersion: SeedSequence.streamVersion,
        configuration: JSONText.encode(settings)))
  }
}
