// SPDX-License-Identifier: GPL-3.0-or-later

public import LatentModels
internal import Randomness
internal import SpikeFormats
internal import Streaming
internal import Video

/// Shows a film to an iterative Poisson model, patch by patch, and writes every spike to an NWB file.
public func watch(_ film: String, by model: IterativePoissonVAE, into file: String) async throws {
  let tiles = try FilmTiles(VideoSource(film), side: 8)
  let timing = try StreamTiming(frameInterval: 0.04, stepsPerFrame: 4)
  let inference = try TiledInference(model, options: .init(timing: timing, seed: SeedSequence(7)))
  let neurons = tiles.tiling.count * model.latents
  var spool = try SpikeSpool(beside: file, neuronCount: neurons)
  var end = 0.0
  for try await moment in try tiles.inferred(by: inference) {
    for part in moment.parts { try spool.append(part.spikes, firstNeuron: part.firstNeuron) }
    end = moment.interval.upperBound
  }
  let origin = try Provenance(program: "tour", programVersion: "1", seed: 7, streamVersion: 2)
  let recording = try SpikeRecording(neuronCount: neurons, duration: end, provenance: origin)
  try spool.write(to: file, recording: recording)
}
