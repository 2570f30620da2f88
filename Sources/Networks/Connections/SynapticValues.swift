// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness

/// The weights or the delays of the synapses of a projection.
///
/// What is random is drawn for the synapses of target t, in the order of ``ConnectionRule``, from the draws at
/// (`network/weights/LABEL` or `network/delays/LABEL`, t, 0, 0).
public enum SynapticValues: Hashable, Sendable {
  /// One for all synapses.
  case constant(Double)
  /// Uniform in a range.
  case uniform(ClosedRange<Double>)
  /// Normal.
  case normal(mean: Double, standardDeviation: Double)
  /// One for each pair, shape [sources, targets], row-major; for ``ConnectionRule/dense`` only. A weight of 0 is no
  /// synapse.
  case matrix([Double])

  func check(
    _ name: String, rule: ConnectionRule, sources: Int, targets: Int
  ) throws(NetworkError) {
    switch self {
    case .constant(let value): try NetworkError.check(finite: value, name)
    case .uniform(let range):
      try NetworkError.check(finite: range.lowerBound, name)
      try NetworkError.check(finite: range.upperBound, name)
    case .normal(let mean, let deviation):
      try NetworkError.check(finite: mean, "mean \(name)")
      guard deviation >= 0, deviation.isFinite else {
        throw .invalidParameter(
          "standard deviation of the \(name)", value: deviation,
          remedy: "use a finite number, at least 0")
      }
    case .matrix(let values):
      guard rule == .dense, values.count == sources * targets else {
        throw .differentCounts(
          "\(name)s in a matrix (which needs dense connections)", values.count,
          expected: sources * targets)
      }
      for value in values { try NetworkError.check(finite: value, name) }
    }
  }

  /// The one value of all, if there is one.
  var common: Double? {
    guard case .constant(let value) = self else { return nil }
    return value
  }

  /// The value of the next synapse, from `source` to `target`.
  func next(source: Int, target: Int, targets: Int, _ draws: inout PhiloxDraws) -> Double {
    switch self {
    case .constant(let value): value
    case .uniform(let range):
      range.lowerBound + (range.upperBound - range.lowerBound) * draws.uniform()
    case .normal(let mean, let deviation): mean + deviation * draws.normal()
    case .matrix(let values): values[source * targets + target]
    }
  }
}
