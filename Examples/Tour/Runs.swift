// SPDX-License-Identifier: GPL-3.0-or-later

public import Evaluation
internal import Runs

/// Trains a Poisson variational autoencoder, stops after seven steps, goes on from the checkpoint and measures it.
public func trainStopResumeEvaluate(
  on data: String, in folder: String
) async throws -> HeldOutEvaluation {
  let patches = try await StimulusFile(path: data)
  var configuration = RunConfiguration(model: .poisson, data: patches.identity)
  (configuration.latents, configuration.steps, configuration.batch) = (16, 20, 50)
  var training = try RunTraining(creating: folder, configuration, data: patches)
  while training.stepsTaken < 7, try training.next() != nil {}
  try training.stop()
  training = try await RunTraining(resuming: folder, steps: 30)
  while try training.next() != nil {}
  return try training.folder.model().evaluated(on: patches.data, seed: 1, threads: 2)
}
