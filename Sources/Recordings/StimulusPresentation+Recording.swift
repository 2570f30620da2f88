// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
public import LatentModels
internal import Randomness
public import Runs
public import SpikeFormats
internal import Tensors

extension StimulusPresentation {
  /// How many neurons to draw at once.
  ///
  /// - Throws: `RunError` for a neuron with more spikes than can be drawn.
  public func block() throws(RunError) -> Int {
    try NeuronBlocks(
      spikes: expectedCounts.max().map { $0 * Double(trials) } ?? 0, presentations: count,
      window: windowDuration, largest: 64, remedy: "--trials or --count"
    ).size
  }

  /// What a file says of it, apart from its spikes.
  ///
  /// - Parameters:
  ///   - priorLogRates: the log-rates that the model expects before it sees a stimulus.
  ///   - settings: how the file came about, for the file itself.
  /// - Throws: `SpikeFileError`.
  public func recording(
    priorLogRates: [Float], settings: some Encodable
  ) throws -> SpikeRecording {
    try SpikeRecording(
      neuronCount: neurons,
      presentations: Presentation.sequence(
        stimuli: stimuli, trials: trials, duration: windowDuration),
      neuronColumns: [
        NeuronColumn(
          name: "mean_rate", description: "Expected firing rate, mean over the stimuli, in Hz.",
          values: expectedCounts.map { $0 / Double(stimuli) / windowDuration }),
        NeuronColumn(
          name: "prior_rate",
          description: "Firing rate that the model expects before it sees a stimulus, in Hz.",
          values: priorLogRates.map { Double(exp($0)) / windowDuration }),
      ], provenance: try Provenance(address.seed, settings))
  }

  /// The expected spikes of each neuron while every stimulus is shown once.
  private var expectedCounts: [Double] {
    var expected = [Double](repeating: 0, count: neurons)
    for (index, value) in logRates.values.enumerated() {
      expected[index % neurons] += Double(exp(value))
    }
    return expected
  }
}

extension TrainedModel {
  /// What a file says of a presentation to this model's neurons, apart from their spikes.
  ///
  /// - Parameter data: the stimuli; nil for pictures the model generated.
  /// - Throws: `RunError` for a model without spikes, `SpikeFileError`.
  package func recording(
    of presentation: StimulusPresentation, showing data: StimulusFile.Identity? = nil
  ) throws -> SpikeRecording {
    try presentation.recording(
      priorLogRates: spiking(for: "a recording").logPrior.values,
      settings: Settings(
        count: presentation.stimuli, trials: presentation.trials,
        window: presentation.windowDuration, step: step, data: data,
        training: configuration.withFileNames))
  }

  /// How the file came about, for the file itself.
  private struct Settings: Encodable {
    let count: Int
    let trials: Int
    let window: Double
    let step: Int
    let data: StimulusFile.Identity?
    let training: RunConfiguration
  }
}
