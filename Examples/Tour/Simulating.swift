// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
internal import LatentModels
internal import Randomness
internal import Runs
public import SpikeTrains
internal import Tensors

/// Opens a run and lets its neurons see three stimuli, four times each, for a second.
public func simulate(_ run: String, seeing data: String) async throws -> SpikeRaster {
  let model = try RunFolder(existing: run).model().spiking(for: "a raster")
  let stimuli = try await StimulusFile(path: data).data.rows(0..<3)
  let presentation = StimulusPresentation(
    logRates: model.posterior(of: stimuli).rates.logRates, trials: 4, windowDuration: 1,
    address: DrawAddress(seed: SeedSequence(7), purpose: .simulation))
  return try presentation.raster(ofNeurons: 0..<model.latents)
}
