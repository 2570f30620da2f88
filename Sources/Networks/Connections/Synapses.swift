// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness

/// The synapses of a projection, by blocks of targets.
struct Synapses: Sendable {
  /// The synapses with the targets of each block, block after block.
  let blocks: [SynapseBlock]
  /// How they are drawn with the targets of each block, where they are not stored.
  let procedures: [TargetProcedure]
  /// From the shortest delay to the longest.
  let delays: ClosedRange<Double>
  /// Whether all have one delay.
  let hasOneDelay: Bool
  /// How many there are; where pairs are drawn whenever a source fires, how many to expect.
  let count: Int

  /// Draws the synapses of a projection, with blocks of so many targets.
  ///
  /// - Complexity: O(synapses), and a sort of each source's where delays differ.
  init(
    of projection: Projection, seed: SeedSequence, windowDuration: Double, blockSize: Int,
    threads: Int
  ) throws(NetworkError) {
    guard !projection.rule.isProcedural else {
      blocks = []
      procedures = projection.procedures(seed: seed)
      let delay = projection.delays.common ?? 0
      (delays, hasOneDelay) = (delay...delay, true)
      count = Int(min(projection.expectedSynapseCount, 0x1p62))
      return
    }
    procedures = []
    let drawing = SynapseDrawing(of: projection, seed: seed)
    let ranges = NeuronBlock.ranges(of: projection.target.neuronCount, size: blockSize)
    blocks = inBlocks(count: ranges.count, threads: threads) { drawing.block(of: ranges[$0]) }
    count = blocks.reduce(0) { $0 + $1.count }
    guard count <= Int(UInt32.max) else {
      throw .tooManySynapses(count, projection: projection.label)
    }
    hasOneDelay = projection.delays.common != nil
    if let delay = projection.delays.common {
      delays = delay...delay
    } else {
      let found = blocks.compactMap(\.delays)
      delays =
        (found.map(\.lowerBound).min() ?? 0)...(found.map(\.upperBound).max() ?? 0)
    }
    guard count == 0 || delays.lowerBound >= windowDuration else {
      throw .delayTooShort(
        delays.lowerBound, window: windowDuration, projection: projection.label)
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
