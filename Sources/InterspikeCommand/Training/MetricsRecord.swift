// SPDX-License-Identifier: GPL-3.0-or-later

internal import Evaluation
internal import Learning

/// One line of `metrics.jsonl` about a training step: the model before the step, on its batch.
struct TrainingRecord: Codable, Sendable {
  var partition = "train"
  /// The steps taken before.
  let step: Int
  let loss: Double
  let mse: Double
  let kl: Double
  let beta: Double
  let temperature: Double
  let learningRate: Double
  let gradientNorm: Double

  init(_ taken: TrainingStep) {
    step = taken.index
    loss = taken.loss
    mse = taken[term: "mse"] ?? .nan
    kl = taken[term: "kl"] ?? .nan
    beta = taken.beta
    temperature = taken.temperature
    learningRate = taken.rate
    gradientNorm = taken.gradientNorm
  }
}

/// What is said of a model on data it was not trained on; `null` where a statistic is undefined.
struct EvaluationRecord: Encodable, Sendable {
  let evaluation: HeldOutEvaluation
  /// The steps taken before.
  let step: Int
  let seed: UInt64
  /// `held-out` in the metrics of a run.
  var partition: String?
  /// The file of the data, outside a run.
  var data: String?
  /// How well labelled neighbours classify.
  var neighbours: LabelEfficiency?
  var showsNeurons = false

  private enum Key: String, CodingKey {
    case step, seed, partition, data, count, nelbo, mse, kl, mseMap, rSquared, rSquaredMap
    case activeFraction, lifetimeSparsity, populationSparsity, zeros, meanCount, spikesPerDatum,
      largestCount, neighbours, klByNeuron
  }

  /// The mean accuracy over draws of so many labels.
  private struct Accuracy: Encodable {
    let labels: Int
    let accuracy: Double
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(step, forKey: .step)
    try container.encode(seed, forKey: .seed)
    try container.encodeIfPresent(partition, forKey: .partition)
    try container.encodeIfPresent(data, forKey: .data)
    try container.encode(evaluation.count, forKey: .count)
    try container.encode(evaluation.nelbo, forKey: .nelbo)
    try container.encode(evaluation.mse, forKey: .mse)
    try container.encode(evaluation.kl, forKey: .kl)
    try container.encode(evaluation.mseMAP, forKey: .mseMap)
    try container.encode(evaluation.rSquared, forKey: .rSquared)
    try container.encode(evaluation.rSquaredMAP, forKey: .rSquaredMap)
    try container.encode(evaluation.activeFraction, forKey: .activeFraction)
    try container.encode(evaluation.lifetimeSparsity, forKey: .lifetimeSparsity)
    try container.encode(evaluation.populationSparsity, forKey: .populationSparsity)
    try container.encode(evaluation.zeros, forKey: .zeros)
    try container.encode(evaluation.meanCount, forKey: .meanCount)
    try container.encode(evaluation.spikesPerDatum, forKey: .spikesPerDatum)
    try container.encode(evaluation.largestCount, forKey: .largestCount)
    try container.encodeIfPresent(
      neighbours?.measurements.map { Accuracy(labels: $0.examples, accuracy: $0.mean) },
      forKey: .neighbours)
    if showsNeurons { try container.encode(evaluation.klByNeuron, forKey: .klByNeuron) }
  }
}

/// Any line of `metrics.jsonl`, as far as it is read again.
struct MetricsRecord: Decodable, Sendable {
  let partition: String
  let step: Int
  let loss: Double?
  let nelbo: Double?
  let mse: Double?
  let kl: Double?
  let mseMap: Double?
  let rSquared: Double?
  let lifetimeSparsity: Double?
  let meanCount: Double?
  let beta: Double?
  let temperature: Double?
  let learningRate: Double?
  let activeFraction: Double?
  let zeros: Double?
  let klByNeuron: [Double]?

  /// Whether the line is about a training step.
  var isTraining: Bool { partition == "train" }

  /// Whether a training that goes on from a checkpoint will not write this line again.
  func precedes(checkpoint step: Int) -> Bool {
    isTraining ? self.step < step : self.step <= step
  }
}
