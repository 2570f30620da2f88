// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness

/// The synapses from one population to another, by the rules that make them.
public struct Projection: Hashable, Sendable {
  /// Who sends.
  public let source: Population
  /// Who receives.
  public let target: Population
  /// Which neurons send to which.
  public let rule: ConnectionRule
  /// What an arriving spike adds to the membrane, in the target's unit.
  public let weights: SynapticValues
  /// How long a spike travels, in seconds.
  public let delays: SynapticValues
  /// Which synapses the rule does not make.
  public let excluding: SynapseExclusions
  /// How its synapses change; `nil` when they do not.
  public let plasticity: SynapticPlasticity?
  /// `SOURCE/TARGET/k`, by which its draws are addressed.
  public let label: String

  /// How many synapses there are; where pairs are connected on their own, how many to expect.
  public var expectedSynapseCount: Double {
    rule.expectedCount(
      sources: source.neuronCount, targets: target.neuronCount, excludesSelf: excludesSelf)
  }

  /// How many bytes its synapses take at most, without what they take while they are drawn.
  ///
  /// Each takes 2 for its target, and 4 or 8 for a weight of its own, 2 or 8 for a delay of its own; each source takes 4
  /// for every block of targets. A plastic synapse takes some 75 more: its traces, and who it belongs to from both sides.
  public var expectedByteCount: Double {
    if rule.isProcedural { return 0 }
    let blocks = (target.neuronCount + 511) / 512
    let offsets = min(Double(blocks), 16) * Double(4 * source.neuronCount)
    let changing = plasticity == nil ? 0 : 75
    return offsets + expectedSynapseCount
      * Double(2 + weights.weightBytes + delays.delayBytes + changing)
  }

  /// The sources of a neuron under a seed, in the order in which they are drawn; one may come twice.
  ///
  /// - Precondition: `neuron` is one of the target's.
  /// - Complexity: O(sources of the neuron); O(synapses) for an out-degree, a total or a list.
  public func sources(of neuron: Int, seed: UInt64) -> [Int] {
    guard (0..<target.neuronCount).contains(neuron) else {
      fatalError("\(target) does not have a neuron \(neuron)")
    }
    var sources: [Int] = []
    SynapseSources(of: self, seed: SeedSequence(seed)).forEach(of: neuron) { source, _ in
      sources.append(source)
    }
    return sources
  }

  /// The targets of a neuron under a seed; one may come twice.
  ///
  /// - Precondition: `neuron` is one of the source's.
  /// - Complexity: O(targets of the neuron) for procedural rules; O(synapses) for others.
  public func targets(of neuron: Int, seed: UInt64) -> [Int] {
    guard (0..<source.neuronCount).contains(neuron) else {
      fatalError("\(source) does not have a neuron \(neuron)")
    }
    let seed = SeedSequence(seed)
    if rule.isProcedural {
      return procedures(seed: seed).flatMap { $0.targets(of: neuron) }
    }
    let sources = SynapseSources(of: self, seed: seed)
    var targets: [Int] = []
    for target in 0..<target.neuronCount {
      sources.forEach(of: target) { source, _ in
        if source == neuron { targets.append(target) }
      }
    }
    return targets
  }

  /// Whether neurons must not send to themselves, which only those of one population can.
  var excludesSelf: Bool { excluding.contains(.autapses) && source == target }

  /// What the draws of the rule are for.
  var connectionPurpose: Purpose { Purpose("network/connections/\(label)") }
}
