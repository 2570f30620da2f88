// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness

/// What the neurons of a population begin with.
public enum InitialValues: Hashable, Sendable {
  /// All with the same.
  case constant(Double)
  /// Each with its own, uniform in a range: draw 0 at (`network/initial/POPULATION`, neuron, trial, 0).
  case uniform(ClosedRange<Double>)
  /// Each with its own.
  case given([Double])

  func check(neurons: Int, _ name: String) throws(NetworkError) {
    switch self {
    case .constant(let value): try NetworkError.check(finite: value, name)
    case .uniform(let range):
      try NetworkError.check(finite: range.lowerBound, name)
      try NetworkError.check(finite: range.upperBound, name)
    case .given(let values):
      guard values.count == neurons else {
        throw .differentCounts("values of \(name)", values.count, expected: neurons)
      }
      for value in values { try NetworkError.check(finite: value, name) }
    }
  }

  func values(neurons: Int, draws: (_ neuron: Int) -> PhiloxDraws) -> [Double] {
    switch self {
    case .constant(let value): return [Double](repeating: value, count: neurons)
    case .given(let values): return values
    case .uniform(let range):
      return (0..<neurons).map { neuron in
        var draws = draws(neuron)
        return range.lowerBound + (range.upperBound - range.lowerBound) * draws.uniform()
      }
    }
  }
}
