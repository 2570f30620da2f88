// SPDX-License-Identifier: GPL-3.0-or-later

package import Evaluation
package import Learning

/// One line of `metrics.jsonl` about a training step: the model before the step, on its batch.
package struct TrainingRecord: Codable, Sendable {
  package var partition = "train"
  /// How many steps had been taken before.
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

/// Statistics of a model on data it was not trained on; `null` where undefined.
package struct EvaluationRecord: Encodable, Sendable {
  package let evaluation: HeldOutEvaluation
  /// How many steps had been taken before.
  package let step: Int
  package let seed: UInt64
  /// `held-out` in the metrics of a run.
  package var partition: String?
  /// The file of the data, outside a run.
  package var data: String?
  /// How well labeled neighbors classify.
  package var neighbors: LabelEfficiency?
  package var showsNeurons = false

  package init(
    evaluation: HeldOutEvaluation, step: Int, seed: UInt64, partition: String? = nil,
    data: String? = nil, neighbors: LabelEfficiency? = nil, showsNeurons: Bool = false
  ) {
    self.evaluation = evaluation
    self.step = step
    self.seed = seed
    self.partition = partition
    self.data = data
    self.neighbors = neighbors
    self.showsNeurons = showsNeurons
  }

  /// The mean accuracy over draws of so many labels.
  private struct Accuracy: Encodable {
    let labels: Int
    let accuracy: Double
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: NamedKey.self)
    try container.encode(step, forKey: NamedKey("step"))
    try container.encode(seed, forKey: NamedKey("seed"))
    try container.encodeIfPresent(partition, forKey: NamedKey("partition"))
    try container.encodeIfPresent(data, forKey: NamedKey("data"))
    try container.encode(evaluation.count, forKey: NamedKey("count"))
    for metric in Metric.all {
      try container.encode(metric.value(evaluation), forKey: NamedKey(metric.name))
    }
    try container.encodeIfPresent(
      neighbors?.measurements.map { Accuracy(labels: $0.examples, accuracy: $0.mean) },
      forKey: NamedKey("neighbours"))
    if showsNeurons {
      try container.encode(evaluation.klByNeuron, forKey: NamedKey("klByNeuron"))
    }
  }
}

/// Any line of `metrics.jsonl`, with the fields that are read back.
package struct MetricsRecord: Decodable, Sendable {
  package let partition: String
  package let step: Int
  package let klByNeuron: [Double]?
  private let numbers: [String: Double]

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: NamedKey.self)
    partition = try container.decode(String.self, forKey: NamedKey("partition"))
    step = try container.decode(Int.self, forKey: NamedKey("step"))
    klByNeuron = try container.decodeIfPresent([Double].self, forKey: NamedKey("klByNeuron"))
    var numbers: [String: Double] = [:]
    for name in Self.names {
      numbers[name] = try container.decodeIfPresent(Double.self, forKey: NamedKey(name))
    }
    self.numbers = numbers
  }

  private static let names =
    Metric.all.map(\.name) + ["loss", "beta", "temperature", "learningRate"]

  /// A number by its name in camel case; nil when the line has none.
  package subscript(name: String) -> Double? { numbers[name] }

  package var nelbo: Double? { numbers["nelbo"] }
  package var mse: Double? { numbers["mse"] }
  package var kl: Double? { numbers["kl"] }
  package var zeros: Double? { numbers["zeros"] }
  package var activeFraction: Double? { numbers["activeFraction"] }
  package var beta: Double? { numbers["beta"] }
  package var temperature: Double? { numbers["temperature"] }
  package var learningRate: Double? { numbers["learningRate"] }

  /// Whether the line is about a training step.
  package var isTraining: Bool { partition == "train" }

  /// Whether training resumed from a checkpoint will not write this line again.
  package func precedes(checkpoint step: Int) -> Bool {
    isTraining ? self.step < step : self.step <= step
  }
}
