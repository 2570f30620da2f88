// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import DataFiles
public import Evaluation
public import LatentModels
public import Learning
public import Randomness
public import Tensors

extension AmortizedModel {
  public static func make(
    _ settings: ModelSettings, using generator: inout RandomGenerator
  ) throws(ArchitectureError) -> Self {
    let encoder = try settings.encoderNetwork(
      outputs: numbersPerLatent * settings.latents, using: &generator)
    let decoder = try settings.decoderNetwork(using: &generator)
    return Self(encoder: encoder, decoder: decoder, settings: settings, using: &generator)
  }

  public static func objective(_ configuration: RunConfiguration) -> any Objective<Self> {
    switch configuration.objective {
    case .sampled: sampledObjective(configuration)
    case .exact: ExactNegativeELBO<Self>()
    }
  }

  public func measured(
    on data: Tensor, step: Int, configuration: RunConfiguration, threads: Int
  ) throws -> HeldOutMeasurement {
    let evaluation = try evaluated(on: data, seed: configuration.seed, threads: threads)
    return HeldOutMeasurement(
      record: EvaluationRecord(
        evaluation: evaluation, step: step, seed: configuration.seed, partition: "held-out",
        showsNeurons: true),
      nelbo: evaluation.nelbo,
      sentence: """
        step \(step): held-out NELBO \(Text.number(evaluation.nelbo)) \
        (error \(Text.number(evaluation.mse)) + KL \(Text.number(evaluation.kl))), \
        \(Text.number(100 * evaluation.activeFraction, digits: 3)) % active
        """)
  }
}

extension VariationalAutoencoder {
  /// Evaluates the model with random numbers from a seed.
  ///
  /// - Throws: `ArrivalError`, and ``RunError`` when the model has diverged.
  public func evaluated(
    on data: Tensor, seed: UInt64, silencing silenced: [Int] = [], threads: Int
  ) throws -> HeldOutEvaluation {
    let evaluation = try evaluated(
      on: data, at: DrawAddress(seed: SeedSequence(seed), purpose: .evaluation),
      silencing: silenced, threads: threads)
    for (name, value) in [("NELBO", evaluation.nelbo), ("squared error", evaluation.mseMAP)] {
      guard !value.isFinite else { continue }
      throw RunError(
        .damaged,
        "the \(name) of the model on these data is \(Text.number(value)): the model has diverged. "
          + "Train with a lower learning rate, or limit the gradient norm.")
    }
    return evaluation
  }
}
