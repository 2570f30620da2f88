// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import Learning
internal import Randomness

/// Everything that decides the bits of a training, and how often it reports.
struct RunConfiguration: Codable, Equatable, Sendable {
  /// What is made small.
  enum Objective: String, Codable, Sendable {
    /// The squared error of relaxed counts.
    case sampled
    /// The expected squared error in closed form.
    case exact
  }

  var program = "interspike"
  var programVersion = InterspikeCommand.version
  var streamVersion = SeedSequence.streamVersion
  var model = linearModel
  var seed: UInt64
  var data: StimulusFile.Identity
  var heldOut: StimulusFile.Identity?
  /// The weights to begin with; random ones when there is none.
  var initial: InitialWeights.Identity?
  var latents: Int
  var steps: Int
  var batch: Int
  var objective: Objective
  var indicator: SoftIndicator
  var temperatureStart: Double = 1
  var temperatureEnd: Double
  var betaStart: Double = 1e-4
  var beta: Double
  /// The share of all steps over which temperature falls and β rises.
  var annealingPortion: Double = 0.5
  var learningRate: Double
  var learningRateEnd: Double = 1e-5
  var warmupPortion: Double = 0.01
  /// The largest gradient norm; 0 for none.
  var clip: Double
  var weightDecay: Double
  /// Into how many pieces a batch is cut.
  var shards: Int = 8
  var evaluateEvery: Int
  var checkpointEvery: Int

  /// The only kind of model so far.
  static let linearModel = "poisson-vae/linear"

  /// The plan of the training.
  var plan: TrainingPlan {
    TrainingPlan(
      steps: steps,
      rate: .warmupThenCosine(
        peak: learningRate, floor: learningRateEnd, warmup: .portion(warmupPortion)),
      beta: .linear(from: betaStart, to: beta, over: annealingPortion),
      temperature: .linear(from: temperatureStart, to: temperatureEnd, over: annealingPortion),
      gradientLimit: clip > 0 ? .tripledDuringWarmup(clip, warmup: .portion(warmupPortion)) : nil,
      shards: shards)
  }

  /// The same settings when each is one; otherwise an error in the words of the command line.
  func checked() throws(Refusal) -> RunConfiguration {
    try Self.require(model == Self.linearModel, "model", model, "\(Self.linearModel)")
    try Self.require(latents >= 1 && latents <= 1_000_000, "--latents", latents, "1 to 1000000")
    try Self.require(steps >= 0 && steps <= 4_000_000_000, "--steps", steps, "0 to 4000000000")
    try Self.require(
      batch >= 1, "--batch", batch, "at least 1, and at most as many as there are data")
    try Self.require(
      temperatureEnd > 0 && temperatureEnd <= 1, "--temperature-end", temperatureEnd,
      "above 0 and at most 1")
    try Self.require(
      temperatureStart > 0 && temperatureStart <= 1, "temperature_start", temperatureStart,
      "above 0 and at most 1")
    for (name, value) in [
      ("--beta", beta), ("--clip", clip), ("--weight-decay", weightDecay),
      ("beta_start", betaStart),
    ] {
      try Self.require(value >= 0 && value.isFinite, name, value, "0 or a positive, finite number")
    }
    for (name, value) in [
      ("--learning-rate", learningRate), ("learning_rate_end", learningRateEnd),
    ] {
      try Self.require(value > 0 && value.isFinite, name, value, "a positive, finite number")
    }
    for (name, value) in [
      ("annealing_portion", annealingPortion), ("warmup_portion", warmupPortion),
    ] {
      try Self.require((0...1).contains(value), name, value, "0 to 1")
    }
    try Self.require((1...65_536).contains(shards), "shards", shards, "1 to 65536")
    try Self.require(evaluateEvery >= 1, "--evaluate-every", evaluateEvery, "at least 1")
    try Self.require(checkpointEvery >= 1, "--checkpoint-every", checkpointEvery, "at least 1")
    return self
  }

  private static func require(
    _ holds: Bool, _ name: String, _ value: some CustomStringConvertible, _ allowed: String
  ) throws(Refusal) {
    guard holds else {
      throw Refusal(.usage, "\(name) is \(value); it must be \(allowed).")
    }
  }
}
