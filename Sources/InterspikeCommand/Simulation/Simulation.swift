// SPDX-License-Identifier: GPL-3.0-or-later

internal import LatentModels
internal import Recordings
internal import Runs
internal import SpikeFormats

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
    let block = try presentation.block()
    let recording = try presentation.recording(priorLogRates: priorLogRates, settings: settings)
    return try SpikeOutput(
      path: path, recording: recording, session: subject.session(of: recording), threads: threads
    ).write("simulating", block: block, keepingRaster: keeps, on: console) {
      try presentation.raster(ofNeurons: $0)
    }
  }
}
