// SPDX-License-Identifier: GPL-3.0-or-later

public import LatentModels
internal import Physiology
internal import Randomness

/// Which orientation each neuron prefers, and how well its spike-triggered average resembles its atom.
public func receptiveFields(
  of model: IterativePoissonVAE
) throws -> (preferred: [Double], similarity: [Double]) {
  let electrode = try Electrode(model, frameInterval: 0.02, seed: 7)
  let average = try electrode.spikeTriggeredAverage(
    films: 50, frames: 20, lags: 3, seed: SeedSequence(7))
  let tuning = try electrode.gratingTuning(Gratings(cycle: 10))
  let similarity = average.similarity(to: model.likelihood.decoder.dictionary)
  return (tuning.map(\.orientation), similarity[0])
}
