// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks
internal import Foundation
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
  /// Log-normal, e^(location + scale·normal): the median is e^location.
  case logNormal(location: Double, scale: Double)
  /// Normal, drawn again until it lies in a range.
  case boundedNormal(mean: Double, standardDeviation: Double, in: ClosedRange<Double>)
  /// One for each synapse of a ``ConnectionRule/list(_:)``, in its order. A weight of 0 is no synapse.
  case each([Double])
  /// One for each pair, shape [sources, targets], row-major; for ``ConnectionRule/dense`` only. A weight of 0 is no
  /// synapse.
  case matrix([Double])
  /// Others, rounded: so they take fewer bytes of memory for each synapse.
  indirect case rounded(SynapticValues, Rounding)

  /// What values are rounded to.
  public enum Rounding: Hashable, Sendable {
    /// The nearest multiple of a step, as delays on a grid: 2 bytes for a delay instead of 8.
    case multiples(of: Double)
    /// The nearest number of single precision: 4 bytes for a weight instead of 8.
    case singlePrecision

    func callAsFunction(_ value: Double) -> Double {
      switch self {
      case .multiples(let step): (value / step).rounded() * step
      case .singlePrecision: Double(Float(value))
      }
    }
  }

  func check(
    _ name: String, rule: ConnectionRule, sources: Int, targets: Int
  ) throws(NetworkError) {
    switch self {
    case .constant(let value): try NetworkError.check(finite: value, name)
    case .uniform(let range):
      try NetworkError.check(finite: range.lowerBound, name)
      try NetworkError.check(finite: range.upperBound, name)
    case .logNormal(let location, let scale):
      try SynapticValues.normal(mean: location, standardDeviation: scale)
        .check("logarithm of the \(name)", rule: rule, sources: sources, targets: targets)
    case .boundedNormal(let mean, let deviation, let range):
      try SynapticValues.normal(mean: mean, standardDeviation: deviation)
        .check(name, rule: rule, sources: sources, targets: targets)
      try SynapticValues.uniform(range).check(name, rule: rule, sources: sources, targets: targets)
      let share = Self.share(of: range, mean: mean, deviation: deviation)
      guard share >= 0.01 else {
        throw .invalidParameter(
          "share of \(name)s between \(range.lowerBound) and \(range.upperBound)", value: share,
          remedy: "use bounds between which at least a hundredth of the drawn values lie")
      }
    case .each(let values):
      guard case .list(let list) = rule, values.count == list.count else {
        let expected = if case .list(let list) = rule { list.count } else { 0 }
        throw .differentCounts(
          "individual \(name)s (which need a list of synapses)", values.count, expected: expected)
      }
      for value in values { try NetworkError.check(finite: value, name) }
    case .normal(let mean, let deviation):
      try NetworkError.check(finite: mean, "mean \(name)")
      guard deviation >= 0, deviation.isFinite else {
        throw .invalidParameter(
          "standard deviation of the \(name)", value: deviation,
          remedy: "use a finite number, at least 0")
      }
    case .rounded(let values, let rounding):
      if case .multiples(let step) = rounding {
        guard step >= 1e-100, step.isFinite else {
          throw .invalidParameter(
            "step that a \(name) is rounded to", value: step,
            remedy: "use a finite number, at least 1e-100")
        }
      }
      try values.check(name, rule: rule, sources: sources, targets: targets)
    case .matrix(let values):
      guard rule == .dense, values.count == sources * targets else {
        throw .differentCounts(
          "\(name)s in a matrix (which needs dense connections)", values.count,
          expected: sources * targets)
      }
      for value in values { try NetworkError.check(finite: value, name) }
    }
  }

  /// The probability of a range under a normal law.
  private static func share(
    of range: ClosedRange<Double>, mean: Double, deviation: Double
  ) -> Double {
    guard deviation > 0 else { return range.contains(mean) ? 1 : 0 }
    func below(_ value: Double) -> Double {
      erfc((mean - value) / deviation / 2.0.squareRoot()) / 2
    }
    return below(range.upperBound) - below(range.lowerBound)
  }

  /// The least value there can be, if there is a bound.
  package var least: Double? {
    switch self {
    case .constant(let value): value
    case .uniform(let range), .boundedNormal(_, _, let range): range.lowerBound
    case .normal(let mean, let deviation): deviation == 0 ? mean : nil
    case .logNormal: nil
    case .each(let values), .matrix(let values): values.min()
    case .rounded(let values, let rounding): values.least.map { rounding($0) }
    }
  }

  /// The largest value there can be, if there is a bound.
  var most: Double? {
    switch self {
    case .constant(let value): value
    case .uniform(let range), .boundedNormal(_, _, let range): range.upperBound
    case .normal(let mean, let deviation): deviation == 0 ? mean : nil
    case .logNormal: nil
    case .each(let values), .matrix(let values): values.max()
    case .rounded(let values, let rounding): values.most.map { rounding($0) }
    }
  }

  /// The one value of all, if there is one.
  var common: Double? {
    switch self {
    case .constant(let value): value
    case .rounded(let values, let rounding): values.common.map { rounding($0) }
    default: nil
    }
  }

  /// How many bytes a weight takes.
  var weightBytes: Int {
    if common != nil { return 0 }
    switch self {
    case .rounded(_, .singlePrecision): return 4
    case .each(let values), .matrix(let values):
      return values.allSatisfy { Double(Float($0)) == $0 } ? 4 : 8
    default: return 8
    }
  }

  /// How many bytes a delay takes.
  var delayBytes: Int {
    if case .rounded(_, .multiples) = self { return common == nil ? 2 : 0 }
    return common == nil ? 8 : 0
  }

  /// The value of the next synapse, from `source` to `target`.
  ///
  /// `place` is that of the synapse in a list.
  func next(
    source: Int, target: Int, targets: Int, place: Int, _ draws: inout PhiloxDraws
  ) -> Double {
    switch self {
    case .constant(let value): return value
    case .uniform(let range):
      return range.lowerBound + (range.upperBound - range.lowerBound) * draws.uniform()
    case .normal(let mean, let deviation): return mean + deviation * draws.normal()
    case .logNormal(let location, let scale):
      return networks_exp(location + scale * draws.normal())
    case .boundedNormal(let mean, let deviation, let range):
      while true {
        let value = mean + deviation * draws.normal()
        if range.contains(value) { return value }
      }
    case .each(let values): return values[place]
    case .matrix(let values): return values[source * targets + target]
    case .rounded(let values, let rounding):
      return rounding(
        values.next(source: source, target: target, targets: targets, place: place, &draws))
    }
  }
}
