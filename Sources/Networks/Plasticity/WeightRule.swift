// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks

/// A rule of spike timing as its updates: two traces on each side, and what a spike of a side does to a weight.
struct WeightRule {
  let source: (fast: Double, slow: Double)
  let target: (fast: Double, slow: Double)
  private let rule: SynapticPlasticity

  /// The rule, if it changes weights.
  init?(_ rule: SynapticPlasticity) {
    switch rule {
    case .shortTerm: return nil
    case .pairs(let pairs):
      source = (pairs.potentiationTimeConstant, pairs.potentiationTimeConstant)
      target = (pairs.depressionTimeConstant, pairs.depressionTimeConstant)
    case .triplets(let triplets):
      source = triplets.sourceTimeConstants
      target = triplets.targetTimeConstants
    }
    self.rule = rule
  }

  /// After a spike of the target, by the source's fast trace and the target's slow one before the spike.
  func potentiated(_ weight: Double, source fast: Double, target slow: Double) -> Double {
    switch rule {
    case .shortTerm: return weight
    case .pairs(let pairs):
      let share = weight / pairs.maximumWeight
      let change = pairs.learningRate * Self.power(1 - share, pairs.potentiationExponent) * fast
      return Self.clipped(share + change) * pairs.maximumWeight
    case .triplets(let rule):
      let change = fast * (rule.potentiation.pairs + rule.potentiation.triplets * slow)
      return Self.clipped((weight + change) / rule.maximumWeight) * rule.maximumWeight
    }
  }

  /// After a spike of the source, by the target's fast trace and the source's slow one before the spike.
  func depressed(_ weight: Double, target fast: Double, source slow: Double) -> Double {
    switch rule {
    case .shortTerm: return weight
    case .pairs(let pairs):
      let share = weight / pairs.maximumWeight
      let rate = pairs.asymmetry * pairs.learningRate
      let change = rate * Self.power(share, pairs.depressionExponent) * fast
      return Self.clipped(share - change) * pairs.maximumWeight
    case .triplets(let rule):
      let change = fast * (rule.depression.pairs + rule.depression.triplets * slow)
      return Self.clipped((weight - change) / rule.maximumWeight) * rule.maximumWeight
    }
  }

  private static func clipped(_ share: Double) -> Double { min(max(share, 0), 1) }

  /// A power of a number from 0 to 1.
  private static func power(_ base: Double, _ exponent: Double) -> Double {
    guard exponent != 0 else { return 1 }
    guard exponent != 1, base > .leastNormalMagnitude else { return base > 0 ? base : 0 }
    return networks_exp(-exponent * networks_minus_log(min(base, 1)))
  }

  /// A trace some time later.
  static func decayed(_ trace: Double, _ time: Double, _ constant: Double) -> Double {
    trace == 0 ? 0 : trace * networks_exp(-time / constant)
  }
}
