// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness
internal import Ranks

/// The synapses of a projection with the neurons of this rank, by blocks of targets.
struct Synapses: Sendable {
  /// The synapses with the targets of each block, block after block.
  let blocks: [SynapseBlock]
  /// How they are drawn with the targets of each block, where they are not stored.
  let procedures: [TargetProcedure]
  /// From the shortest delay to the longest, of all ranks.
  private(set) var delays: ClosedRange<Double>
  /// Whether all have one delay.
  let hasOneDelay: Bool
  /// How many there are on all ranks; where pairs are drawn whenever a source fires, how many to expect.
  private(set) var count: Int

  /// Draws the synapses of all projections with this rank's neurons.
  ///
  /// - Complexity: O(synapses), and a sort of each source's where delays differ.
  static func all(
    of network: Network, _ share: NetworkShare, seed: SeedSequence, threads: Int
  ) throws(NetworkError) -> [Synapses] {
    for projection in network.projections where projection.delays.common == nil {
      if let most = projection.delays.most { try check(longest: most, of: projection, network) }
    }
    var all = network.projections.map { projection in
      Synapses(
        of: projection, seed: seed, targets: share.blocks(of: projection.target.index),
        threads: threads)
    }
    if share.ranks.count > 1 {
      let own = all.map { [Double($0.count), $0.delays.lowerBound, $0.delays.upperBound] }
      let found = try NetworkError.ofRanks { () throws(RankError) in
        try share.ranks.gatherAll(own.flatMap(\.self), tag: "synapses")
      }
      for place in all.indices where !network.projections[place].rule.isProcedural {
        // A rank that is only rehearsed gives nothing, and one without synapses has no delays.
        let parts = found.filter { $0.count == 3 * all.count }.map {
          Array($0[3 * place..<3 * place + 3])
        }.filter { $0[0] > 0 }
        all[place].count = Int(parts.reduce(0) { $0 + $1[0] })
        if let least = parts.map({ $0[1] }).min(), let most = parts.map({ $0[2] }).max() {
          all[place].delays = least...most
        }
      }
    }
    for (synapses, projection) in zip(all, network.projections) {
      try synapses.check(projection, windowDuration: network.windowDuration)
      if !synapses.hasOneDelay, synapses.count > 0 {
        try check(longest: synapses.delays.upperBound, of: projection, network)
      }
    }
    return all
  }

  /// Refuses delays that differ and are so long that no list of the windows they span can be kept.
  private static func check(
    longest: Double, of projection: Projection, _ network: Network
  ) throws(NetworkError) {
    guard longest <= 0x1p20 * network.windowDuration else {
      throw .invalidParameter(
        "longest delay of \(projection.label) in seconds", value: longest,
        remedy: "use delays of at most \(0x1p20 * network.windowDuration) s, which is 2^20 windows")
    }
  }

  private func check(
    _ projection: Projection, windowDuration: Double
  ) throws(NetworkError) {
    guard !projection.rule.isProcedural, count > 0 else { return }
    guard count <= Int(UInt32.max) else {
      throw .tooManySynapses(count, projection: projection.label)
    }
    guard delays.lowerBound >= windowDuration else {
      throw .delayTooShort(
        delays.lowerBound, window: windowDuration, projection: projection.label)
    }
  }

  /// Draws the synapses of a projection with some targets, block by block.
  private init(
    of projection: Projection, seed: SeedSequence, targets ranges: [Range<Int>], threads: Int
  ) {
    guard !projection.rule.isProcedural else {
      blocks = []
      let all = projection.procedures(seed: seed)
      procedures = ranges.map { all[$0.lowerBound / TargetProcedure.blockSize] }
      let delay = projection.delays.common ?? 0
      (delays, hasOneDelay) = (delay...delay, true)
      count = Int(min(projection.expectedSynapseCount, 0x1p62))
      return
    }
    procedures = []
    let drawing = SynapseDrawing(of: projection, seed: seed)
    blocks = inBlocks(count: ranges.count, threads: threads) { drawing.block(of: ranges[$0]) }
    count = blocks.reduce(0) { $0 + $1.count }
    hasOneDelay = projection.delays.common != nil
    if let delay = projection.delays.common {
      delays = delay...delay
    } else {
      let found = blocks.compactMap(\.delays)
      delays =
        (found.map(\.lowerBound).min() ?? 0)...(found.map(\.upperBound).max() ?? 0)
    }
  }
}

/// Draws the synapses of a projection for one target after another.
struct SynapseDrawing: Sendable {
  private let projection: Projection
  private let rule: SynapseSources
  private let keys: (weights: PhiloxKey, delays: PhiloxKey)

  init(of projection: Projection, seed: SeedSequence) {
    self.projection = projection
    rule = SynapseSources(of: projection, seed: seed)
    keys = (
      seed.key(for: Purpose("network/weights/\(projection.label)")),
      seed.key(for: Purpose("network/delays/\(projection.label)"))
    )
  }

  /// The synapses with some targets.
  func block(of targets: Range<Int>) -> SynapseBlock {
    var drawn = DrawnSynapses()
    let (weights, delays) = (projection.weights, projection.delays)
    let (weightsDiffer, delaysDiffer) = (weights.common == nil, delays.common == nil)
    let targetCount = projection.target.neuronCount
    for target in targets {
      var weightDraws = PhiloxDraws(key: keys.weights, target, 0, 0)
      var delayDraws = PhiloxDraws(key: keys.delays, target, 0, 0)
      let place = UInt16(target - targets.lowerBound)
      rule.forEach(of: target) { source, listed in
        if weightsDiffer {
          let weight = weights.next(
            source: source, target: target, targets: targetCount, place: listed, &weightDraws)
          guard weight != 0 else { return }
          drawn.weights.append(weight)
        }
        if delaysDiffer {
          drawn.delays.append(
            delays.next(
              source: source, target: target, targets: targetCount, place: listed, &delayDraws))
        }
        drawn.sources.append(UInt32(source))
        drawn.targets.append(place)
      }
    }
    return SynapseBlock(
      drawn, sources: projection.source.neuronCount, weight: weights.common,
      delaysDiffer: delaysDiffer)
  }
}

/// Synapses of a block, target after target, as they are drawn.
struct DrawnSynapses {
  var sources: [UInt32] = []
  /// Counted from the first of the block.
  var targets: [UInt16] = []
  /// Empty where all have one.
  var weights: [Double] = []
  /// Empty where all have one.
  var delays: [Double] = []
}
