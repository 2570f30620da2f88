// SPDX-License-Identifier: GPL-3.0-or-later

/// Which neurons of one population send to which of another.
///
/// What is random is drawn for each target t from the draws at (`network/connections/LABEL`, t, 0, 0), where
/// the label is `SOURCE/TARGET/k` for the k-th projection between the two, from 0. So the sources of a neuron
/// are a pure function of the seed, whichever others are asked about. Rules that count otherwise draw for each source s at
/// (`network/connections/LABEL`, s, 0, 0), or once for all at (…, 0, 0, 0).
///
/// | rule | synapses |
/// |---|---|
/// | ``dense`` | every source to target t |
/// | ``oneToOne`` | source t to target t |
/// | ``fixedInDegree(_:)`` | source ⌊drawⱼ·n/2⁶⁴⌋ to target t for j < in-degree: with replacement |
/// | ``fixedOutDegree(_:)`` | source s to target ⌊drawⱼ·n/2⁶⁴⌋ for j < out-degree: with replacement |
/// | ``fixedTotal(_:)`` | pair ⌊drawⱼ·sources·targets/2⁶⁴⌋ for j < total, source after source: with replacement |
/// | ``pairwise(probability:)`` | each pair with the probability, by skips ⌊E/−ln(1 − p)⌋ over the sources of t: none twice |
/// | ``list(_:)`` | the given ones |
/// | ``proceduralPairwise(probability:)`` | as ``pairwise(probability:)``, by skips over the targets of s |
/// | ``proceduralOutDegree(_:)`` | as ``fixedOutDegree(_:)`` |
///
/// Procedural rules draw for each source s and block b of 4096 targets at (`network/targets/LABEL`, s, b, 0) from words of
/// 32 bits, whenever s fires: their synapses take no memory. They are new draws of the same law, and need
/// one weight and one delay. `docs/SEED-CONTRACT.md` says how they are drawn.
///
/// > Reference: J. C. Knight and T. Nowotny, Nat. Comput. Sci. 1 (2021) 136–142, doi:10.1038/s43588-020-00022-7.
///
/// Whether a neuron may send to itself, and twice to the same target, is up to ``SynapseExclusions``.
public enum ConnectionRule: Hashable, Sendable {
  /// Every neuron to every neuron.
  case dense
  /// Neuron n to neuron n, of populations of one size.
  case oneToOne
  /// So many sources for each target, drawn with replacement.
  case fixedInDegree(Int)
  /// So many targets for each source, drawn with replacement.
  case fixedOutDegree(Int)
  /// So many synapses in all, each between a source and a target drawn on their own.
  case fixedTotal(Int)
  /// Each pair on its own, with one probability.
  case pairwise(probability: Double)
  /// Given synapses.
  case list(SynapseList)
  /// Each pair on its own, with one probability, drawn whenever the source fires.
  case proceduralPairwise(probability: Double)
  /// So many targets for each source, drawn with replacement whenever it fires.
  case proceduralOutDegree(Int)

  /// Whether synapses are drawn whenever their source fires, instead of being stored.
  public var isProcedural: Bool {
    switch self {
    case .proceduralPairwise, .proceduralOutDegree: true
    default: false
    }
  }

  /// What is counted, and how many there are to choose from, in a rule that draws a number of synapses.
  private func choice(
    sources: Int, targets: Int, excludesSelf: Bool
  ) -> (name: String, count: Int, candidates: Int)? {
    switch self {
    case .fixedInDegree(let count): ("in-degree", count, sources - (excludesSelf ? 1 : 0))
    case .fixedOutDegree(let count), .proceduralOutDegree(let count):
      ("out-degree", count, targets - (excludesSelf ? 1 : 0))
    case .fixedTotal(let count):
      ("number of synapses", count, sources * (targets - (excludesSelf ? 1 : 0)))
    default: nil
    }
  }

  /// Refuses what no synapses can satisfy.
  func check(
    sources: Population, targets: Population, excluding: SynapseExclusions
  ) throws(NetworkError) {
    let excludesSelf = excluding.contains(.autapses) && sources == targets
    if let (name, count, candidates) = choice(
      sources: sources.neuronCount, targets: targets.neuronCount, excludesSelf: excludesSelf)
    {
      guard count >= 0, count <= Int(UInt32.max), name == "number of synapses" || count <= Int32.max
      else {
        throw .invalidParameter(
          name, value: Double(count),
          remedy: "use 0 to \(name == "number of synapses" ? Int(UInt32.max) : Int(Int32.max))")
      }
      guard count <= candidates || count > 0 && candidates > 0 && !excluding.contains(.multapses)
      else {
        throw .invalidParameter(
          name, value: Double(count),
          remedy: "use at most \(candidates), because there are no more to choose from")
      }
    }
    switch self {
    case .pairwise(let probability), .proceduralPairwise(let probability):
      guard probability >= 0, probability <= 1 else {
        throw .invalidParameter(
          "connection probability", value: probability, remedy: "use 0 to 1")
      }
    case .oneToOne:
      guard sources.neuronCount == targets.neuronCount else {
        throw .differentCounts(
          "targets for one-to-one connections from \(sources)", targets.neuronCount,
          expected: sources.neuronCount)
      }
    case .list(let list):
      try list.check(sources: sources, targets: targets, excluding: excluding)
    case .proceduralOutDegree:
      guard excluding.isEmpty else {
        throw .invalidParameter(
          "number of excluded kinds of synapses for a procedural out-degree", value: 1,
          remedy:
            "allow autapses and multapses, or use a fixed out-degree, whose synapses are stored")
      }
    case .dense, .fixedInDegree, .fixedOutDegree, .fixedTotal: break
    }
  }

  /// How many synapses it makes, on average where they are drawn pair by pair.
  func expectedCount(sources: Int, targets: Int, excludesSelf: Bool) -> Double {
    let pairs = Double(sources) * Double(excludesSelf ? targets - 1 : targets)
    return switch self {
    case .dense: pairs
    case .oneToOne: excludesSelf ? 0 : Double(targets)
    case .fixedInDegree(let count): Double(count) * Double(targets)
    case .fixedOutDegree(let count), .proceduralOutDegree(let count):
      Double(count) * Double(sources)
    case .fixedTotal(let count): Double(count)
    case .pairwise(let probability), .proceduralPairwise(let probability): probability * pairs
    case .list(let list): Double(list.count)
    }
  }
}

/// Synapses that a rule must not make.
///
/// Without exclusions, draws are what they were before there were any. With them, an in-degree, an out-degree and a total
/// remain exact: what is excluded is not among what is drawn from.
public struct SynapseExclusions: OptionSet, Hashable, Sendable {
  public let rawValue: Int

  /// Exclusions by their bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Synapses of a neuron with itself.
  public static let autapses = SynapseExclusions(rawValue: 1)
  /// Several synapses from one neuron to another.
  public static let multapses = SynapseExclusions(rawValue: 2)
}
