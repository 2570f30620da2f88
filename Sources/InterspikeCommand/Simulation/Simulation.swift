// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import LatentModels
internal import Randomness
internal import SpikeFormats
internal import SpikeTrains
internal import Tensors

/// The spikes of a trained model on their way into a file, some neurons at a time.
struct Simulation {
  /// What the file says of how it came about.
  struct Settings: Encodable, Sendable {
    let count: Int
    let trials: Int
    let window: Double
    let step: Int
    /// The stimuli; none for pictures that the model made up.
    var data: StimulusFile.Identity?
    let training: RunConfiguration
  }

  /// What was written.
  struct Result {
    var spikes = 0
    var raster: SpikeRaster?
  }

  let presentation: StimulusPresentation
  let priorLogRates: [Float]
  let seed: UInt64
  let settings: Settings
  let species: String?
  let keywords: [String]
  let threads: Int
  let console: Console

  /// Draws all spikes and writes them in the format of the suffix.
  ///
  /// Memory holds the spikes of one block of neurons a thread, or all when they are kept.
  func write(to path: String, keepingRaster keeps: Bool) throws -> Result {
    Interruption.watch()
    let recording = try recording()
    switch SpikeFileSuffix(path: path) {
    case .nwb:
      var session = NWBSession(for: recording)
      session.keywords = keywords
      if let species { session.subject.species = species }
      return try write(
        NWBWriter(path: path, recording: recording, session: session), keepingRaster: keeps)
    case .csv: return try write(CSVWriter(path: path, recording: recording), keepingRaster: keeps)
    case .npy: return try write(NPYWriter(path: path, recording: recording), keepingRaster: keeps)
    case nil:
      throw Refusal(.usage, "cannot tell the format of \(path): use .nwb, .csv or .npy.")
    }
  }

  private func write<Writer: SpikeWriter & ~Copyable>(
    _ writer: consuming Writer, keepingRaster keeps: Bool
  ) throws -> Result {
    var writer = writer
    let neurons = presentation.neurons
    let progress = Progress("simulating", unit: "neurons", of: neurons, on: console)
    defer { progress.end() }
    // At most four million presentations of a neuron are drawn at once, whatever was asked for.
    let block = max(1, min(64, 4_000_000 / presentation.count))
    var result = Result()
    var times: [Double] = []
    var offsets = [0]
    for start in stride(from: 0, to: neurons, by: block * threads) {
      try Interruption.check("stopped before \(start) of \(neurons) neurons; nothing was written.")
      let blocks = stride(from: start, to: min(start + block * threads, neurons), by: block).map {
        $0..<min($0 + block, neurons)
      }
      let rasters = try inParallel(count: blocks.count, threads: threads) {
        try presentation.raster(ofNeurons: blocks[$0])
      }
      for raster in rasters {
        for neuron in 0..<raster.neuronCount {
          try writer.append(Array(raster.times(of: neuron)))
          if keeps { times += raster.times(of: neuron) }
          if keeps { offsets.append(times.count) }
        }
        result.spikes += raster.spikeCount
      }
      progress.show(done: min(start + block * threads, neurons))
    }
    try writer.finish()
    if keeps {
      result.raster = SpikeRaster(
        drawnTimes: times, offsets: offsets, interval: presentation.interval)
    }
    return result
  }

  private func recording() throws -> SpikeRecording {
    let rates = presentation.logRates.values
    var means = [Double](repeating: 0, count: presentation.neurons)
    for (index, value) in rates.enumerated() {
      means[index % presentation.neurons] += Double(exp(value))
    }
    let seconds = presentation.windowDuration
    return try SpikeRecording(
      neuronCount: presentation.neurons,
      presentations: Presentation.sequence(
        stimuli: presentation.stimuli, trials: presentation.trials, duration: seconds),
      neuronColumns: [
        NeuronColumn(
          name: "mean_rate", description: "Expected firing rate, mean over the stimuli, in Hz.",
          values: means.map { $0 / Double(presentation.stimuli) / seconds }),
        NeuronColumn(
          name: "prior_rate",
          description: "Firing rate that the model expects before it sees a stimulus, in Hz.",
          values: priorLogRates.map { Double(exp($0)) / seconds }),
      ],
      provenance: try Provenance(
        programVersion: InterspikeCommand.version, seed: seed,
        streamVersion: SeedSequence.streamVersion, configuration: JSONText.encode(settings)))
  }
}

/// The formats of spikes by suffix.
enum SpikeFileSuffix: String, CaseIterable {
  case nwb
  case csv
  case npy

  init?(path: String) {
    let lowercased = path.lowercased()
    guard let suffix = Self.allCases.first(where: { lowercased.hasSuffix(".\($0.rawValue)") })
    else { return nil }
    self = suffix
  }
}
