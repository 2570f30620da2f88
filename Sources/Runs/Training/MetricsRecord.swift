// SPDX-License-Identifier: GPL-3.0-or-later

package import Evaluation
package import Learning

/// One line of `metrics.jsonl` about a training step: the model before the step, on its batch.
package struct TrainingRecord: Codable, Sendable {
  package var partition = "train"
  /// The steps taken before.
  package let step: Int
  package let loss: Double
  package let mse: Double
  package let kl: Double
  package let beta: Double
  package let temperature: Double
  package let learningRate: Double
  package let gradientNorm: Double

  package init(_ taken: TrainingStep) {
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
package struct EvaluationRecord: Encodable, Sendable {
  package let evaluation: HeldOutEvaluation
  /// The steps taken before.
  package let step: Int
  package let seed: UInt64
  /// `held-out` in the metrics of a run.
  package var partition: String?
  /// The file of the data, outside a run.
  package var data: String?
  /// How well labelled neighbours classify.
  package var neighbours: LabelEfficiency?
  package var showsNeurons = false

  package init(
    evaluation: HeldOutEvaluation, step: Int, seed: UInt64, partition: String? = nil,
    data: String? = nil, neighbours: LabelEfficiency? = nil, showsNeurons: Bool = false
  ) {
    self.evaluation = evaluation
    self.step = step
    self.seed = seed
    self.partition = partition
    self.data = data
    self.neighbours = neighbours
    self.showsNeurons = showsNeurons
  }

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

  package func encode(to encoder: any Encoder) throws {
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
package struct MetricsRecord: Decodable, Sendable {
  package let partition: String
  package let step: Int
  package let loss: Double?
  package let nelbo: Double?
  package let mse: Double?
  package let kl: Double?
  package let mseMap: Double?
  package let rSquared: Double?
  package let lifetimeSparsity: Double?
  package let meanCount: Double?
  package let beta: Double?
  package let temperature: Double?
  package let learningRate: Double?
  package let activeFraction: Double?
  package let zeros: Double?
  package let klByNeuron: [Double]?

  /// Whether the line is about a training step.
  package var isTraining: Bool { partition == "train" }

  /// Whether a training that goes on from a checkpoint will not write this line again.
  package func precedes(checkpoint step: Int) -> Bool {
    isTraining ? self.step < step : self.step <= step
  }
}
