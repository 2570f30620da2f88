// SPDX-License-Identifier: GPL-3.0-or-later

internal import Learning
internal import Randomness
public import SparseCoding

/// Everything that decides the bits of a learned dictionary, and how often its learning reports.
///
/// Its keys are those of `config.json`; `model` is the algorithm.
public struct SparseConfiguration: RunSettings, Equatable, Sendable {
  /// The program that made the configuration.
  public var program = "interspike"
  /// The version of that program.
  public var programVersion = ProgramVersion.current
  /// Which version of the seed contract the draws follow.
  public var streamVersion = SeedSequence.streamVersion
  /// The algorithm that finds the codes.
  public var model: SparseAlgorithm
  /// The root of all randomness.
  public var seed = RunConfiguration.usualSeed
  /// The data to learn from, by path and SHA-256.
  public var data: StimulusFile.Identity
  /// The data to measure on; nothing is measured when there are none.
  public var heldOut: StimulusFile.Identity?
  /// The number of atoms.
  public var latents = 512
  /// How codes are found; its threshold is the final one.
  public var inference: SparseSettings
  /// The initial threshold; `null` for the final one.
  public var thresholdStart: Double?
  /// How much the threshold rises each time.
  public var thresholdRise: Double = 0.1
  /// How many passes through the data until it rises.
  public var thresholdEpochs = 5
  /// How far an atom moves toward what its codes left unexplained.
  public var dictionaryRate: Double = 0.01
  /// The steps of the whole learning.
  public var steps = 1000
  /// The data in one step.
  public var batch = 1000
  /// How many steps lie between two measurements.
  public var evaluateEvery = 100
  /// How many steps lie between two checkpoints.
  public var checkpointEvery = 50

  /// The defaults.
  public static let usual = SparseConfiguration(
    .usual, data: .init(path: "", sha256: "", count: .max, pixels: 256))

  /// The usual settings, with codes found by `inference`.
  public init(_ inference: SparseSettings, data: StimulusFile.Identity) {
    model = inference.algorithm
    self.inference = inference
    self.data = data
  }

  /// The learning plan.
  public var plan: DictionaryPlan {
    DictionaryPlan(
      steps: steps,
      threshold: .stair(
        from: thresholdStart ?? inference.threshold, to: inference.threshold, by: thresholdRise,
        every: thresholdEpochs * max(1, data.count / max(1, batch))),
      rate: .constant(dictionaryRate))
  }

  package func checked() throws(RunError) -> SparseConfiguration {
    _ = try inference.checked()
    try RunRange.require(
      inference.algorithm == model, "inference.algorithm", inference.algorithm.rawValue,
      "the same as the model, \(model.rawValue)")
    try RunRange.require((1...1_000_000).contains(latents), "--latents", latents, "1 to 1000000")
    try RunRange.require(steps >= 0 && steps <= 4_000_000_000, "--steps", steps, "0 to 4000000000")
    try RunRange.require(
      batch >= 1, "--batch", batch, "at least 1 and at most the number of data")
    if let thresholdStart {
      try RunRange.require(
        (0...inference.threshold).contains(thresholdStart), "--threshold-start", thresholdStart,
        "between 0 and the threshold, \(inference.threshold)")
    }
    for (name, value) in [
      ("--threshold-rise", thresholdRise), ("--dictionary-rate", dictionaryRate),
    ] {
      try RunRange.require(
        value >= 0 && value.isFinite, name, value, "0 or a positive, finite number")
    }
    try RunRange.require(
      (1...1_000_000).contains(thresholdEpochs), "--threshold-epochs", thresholdEpochs,
      "1 to 1000000")
    try RunRange.require(evaluateEvery >= 1, "--evaluate-every", evaluateEvery, "at least 1")
    try RunRange.require(checkpointEvery >= 1, "--checkpoint-every", checkpointEvery, "at least 1")
    return self
  }

  package func requireSize(of heldOut: StimulusFile.Identity) throws(RunError) {
    try heldOut.requirePixels(data.pixels, of: "the dictionary")
  }

  package func changingPaths(_ change: (String) -> String) -> SparseConfiguration {
    var changed = self
    changed.data.path = change(data.path)
    if let heldOut { changed.heldOut?.path = change(heldOut.path) }
    return changed
  }
}
