// SPDX-License-Identifier: GPL-3.0-or-later

internal import Experiments
internal import Runs

/// Trains three models that differ in the weight of the KL, and writes `results.csv` and `results.json`.
public func sweepOverBeta(on data: String, in folder: String) async throws {
  var configuration = RunConfiguration(model: .poisson, data: .init(path: data))
  configuration.heldOut = .init(path: data)
  (configuration.latents, configuration.steps, configuration.batch) = (8, 10, 50)
  var sweep = Sweep(of: configuration, into: folder)
  sweep.vary("beta", \.beta, over: [0.5, 1, 2])
  for run in sweep.runs { try await run.complete(threads: 2) }
  try sweep.results().write(to: folder)
}
