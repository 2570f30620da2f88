// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Randomness

/// Which neurons of one population send to which of another.
///
/// What is random is drawn for each target t from the draws at (`network/connections/LABEL`, t, 0, 0), where
/// the label is `SOURCE/TARGET/k` for the k-th projection between the two, from 0. So the sources of a neuron
/// are a pure function of the seed, whichever others are asked about.
///
/// | rule | sources of target t |
/// |---|---|
/// | ``dense`` | all |
/// | ``fixedInDegree(_:)`` | source ⌊drawⱼ·n/2⁶⁴⌋ for j < in-degree: with replacement, itself not left out |
/// | ``pairwise(probability:)`` | each with the probability, by skips ⌊E/−ln(1 − p)⌋: none twice, itself not left out |
public enum ConnectionRule: Hashable, Sendable {
  /// Every neuron to every neuron.
  case dense
  /// So many sources for each target, drawn with replacement.
  case fixedInDegree(Int)
  /// Each pair on its own, with one probability.
  case pairwise(probability: Double)

  func check() throws(NetworkError) {
    switch self {
    case .dense: return
    case .fixedInDegree(let count):
      guard count >= 0, count <= Int(Int32.max) else {
        throw .invalidParameter(
          "in-degree", value: Double(count), remedy: "use 0 to \(Int32.max)")
      }
    case .pairwise(let probability):
      guard probability >= 0, probability <= 1 else {
        throw .invalidParameter(
          "connection probability", value: probability, remedy: "use 0 to 1")
      }
    }
  }

  /// The sources of a target, in the order in which they are drawn.
  func sources(of count: Int, draws: PhiloxDraws, _ visit: (_ source: Int) -> Void) {
    var draws = draws
    switch self {
    case .dense: for source in 0..<count { visit(source) }
    case .fixedInDegree(let degree):
      for _ in 0..<degree {
        visit(Int(draws.bits().multipliedFullWidth(by: UInt64(count)).high))
      }
    case .pairwise(let probability):
      guard probability > 0 else { return }
      guard probability < 1 else {
        for source in 0..<count { visit(source) }
        return
      }
      let rate = -log1p(-probability)
      var source = 0
      while true {
        let skip = draws.exponential() / rate
        guard skip < Double(count - source) else { return }
        source += Int(skip)
        visit(source)
        source += 1
      }
    }
  }
}
