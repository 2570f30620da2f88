// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
package import Evaluation

/// Statistics of an iterative model on data; `null` where undefined.
///
/// `nelbo` is the free energy, `mse` and `kl` its parts, all means over the steps of inference; `r_squared`,
/// `zeros` and `distance` are those of the last step; `…_settled` are indices into the trace.
package struct InferenceRecord: Encodable, Sendable {
  package let trace: InferenceTrace
  /// How many training steps had been taken before.
  package let step: Int
  package let seed: UInt64
  /// `held-out` in the metrics of a run.
  package let partition: String?
  /// The file of the data, outside a run.
  package let data: String?
  package let showsTrace: Bool

  package init(
    _ trace: InferenceTrace, step: Int, seed: UInt64, partition: String? = nil,
    data: String? = nil, showsTrace: Bool = false
  ) {
    self.trace = trace
    self.step = step
    self.seed = seed
    self.partition = partition
    self.data = data
    self.showsTrace = showsTrace
  }

  package var nelbo: Double { Self.mean(trace.freeEnergy) }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  private enum Key: String, CodingKey {
    case step, seed, partition, data, count, inferenceSteps, nelbo, mse, kl, rSquared, rSquaredMap
    case zeros, distance, rSquaredSettled, zerosSettled, movementSettled, trace
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(step, forKey: .step)
    try container.encode(seed, forKey: .seed)
    try container.encodeIfPresent(partition, forKey: .partition)
    try container.encodeIfPresent(data, forKey: .data)
    try container.encode(trace.count, forKey: .count)
    try container.encode(trace.steps, forKey: .inferenceSteps)
    try container.encode(nelbo, forKey: .nelbo)
    try container.encode(Self.mean(trace.mse), forKey: .mse)
    try container.encode(Self.mean(trace.kl), forKey: .kl)
    try container.encode(trace.rSquared?.last, forKey: .rSquared)
    try container.encode(trace.rSquaredMAP?.last, forKey: .rSquaredMap)
    try container.encode(trace.zeros.last, forKey: .zeros)
    try container.encode(trace.distance, forKey: .distance)
    guard showsTrace else { return }
    try container.encode(settled.rSquared, forKey: .rSquaredSettled)
    try container.encode(settled.zeros, forKey: .zerosSettled)
    try container.encode(settled.movement, forKey: .movementSettled)
    try container.encode(trace, forKey: .trace)
  }

  private var settled: (rSquared: Int?, zeros: Int?, movement: Int?) {
    (
      trace.rSquared.flatMap { settlingStep(of: $0) }, settlingStep(of: trace.zeros),
      settlingStep(of: trace.movement)
    )
  }

  /// The same statistics for people.
  package func table(run: String) -> String {
    func optional(_ value: Double?) -> String { value.map { Text.number($0) } ?? "undefined" }
    func resting(_ step: Int?) -> String {
      step.map { "step \($0)" } ?? "not reached within these steps"
    }
    return Text.table([
      ("run", "\(run), step \(step)"),
      ("data", "\(data ?? "held out"), \(trace.count) data"),
      ("seed", "\(seed)"),
      ("steps of inference", "\(trace.steps)"),
      ("free energy, mean over steps", "\(Text.number(nelbo)) nats"),
      ("R² at the last step", optional(trace.rSquared?.last)),
      ("R² of expected latents", optional(trace.rSquaredMAP?.last)),
      ("zeros at the last step", "\(Text.number(100 * (trace.zeros.last ?? 0), digits: 3)) %"),
      ("distance", optional(trace.distance)),
      ("R² at rest", resting(settled.rSquared)),
      ("zeros at rest", resting(settled.zeros)),
    ])
  }
}
