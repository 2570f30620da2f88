// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness

/// The synapses of a projection, source after source.
///
/// Source s has the synapses `offsets[s] ..< offsets[s + 1]`: in order of their delays where these differ, else in
/// order of their targets. Several of one delay and target are in order of weight, as all arrivals of an instant.
struct Synapses: Sendable {
  private(set) var offsets: [Int]
  private(set) var targets: [UInt32] = []
  /// The weight of each; empty when all have `weight`.
  private(set) var weights: [Double] = []
  /// The delay of each; empty when all have `delays.lowerBound`.
  private(set) var delaysOfEach: [Double] = []
  let weight: Double
  /// From the shortest to the longest.
  private(set) var delays: ClosedRange<Double>

  /// Draws the synapses of a projection.
  ///
  /// - Complexity: O(synapses), and a sort of each source's where delays differ.
  init(
    of projection: Projection, seed: SeedSequence, windowDuration: Double
  ) throws(NetworkError) {
    let (sources, targetCount) = (projection.source.neuronCount, projection.target.neuronCount)
    let rule = SynapseSources(of: projection, seed: seed)
    let weightOfAll = projection.weights.common
    let delayOfAll = projection.delays.common
    weight = weightOfAll ?? .nan
    delays = (delayOfAll ?? 0)...(delayOfAll ?? 0)
    offsets = [Int](repeating: 0, count: sources + 1)
    var drawn = Drawn()
    drawn.starts.reserveCapacity(targetCount + 1)
    let keys = (
      weights: seed.key(for: Purpose("network/weights/\(projection.label)")),
      delays: seed.key(for: Purpose("network/delays/\(projection.label)"))
    )
    for target in 0..<targetCount {
      var weightDraws = PhiloxDraws(key: keys.weights, target, 0, 0)
      var delayDraws = PhiloxDraws(key: keys.delays, target, 0, 0)
      rule.forEach(of: target) { source, place in
        if weightOfAll == nil {
          let weight = projection.weights.next(
            source: source, target: target, targets: targetCount, place: place, &weightDraws)
          guard weight != 0 else { return }
          drawn.weights.append(weight)
        }
        if delayOfAll == nil {
          drawn.delays.append(
            projection.delays.next(
              source: source, target: target, targets: targetCount, place: place, &delayDraws))
        }
        drawn.sources.append(UInt32(source))
      }
      drawn.starts.append(drawn.sources.count)
      guard drawn.sources.count <= Int(UInt32.max) else {
        throw .tooManySynapses(drawn.sources.count, projection: projection.label)
      }
    }
    arrange(drawn)
    if delayOfAll == nil { sortByDelay() } else if weightOfAll == nil { sortRepeatedByWeight() }
    guard targets.isEmpty || delays.lowerBound >= windowDuration else {
      throw .delayTooShort(
        delays.lowerBound, window: windowDuration, projection: projection.label)
    }
  }

  /// Synapses target after target, as they are drawn.
  private struct Drawn {
    var sources: [UInt32] = []
    var weights: [Double] = []
    var delays: [Double] = []
    var starts = [0]
  }

  /// From target after target to source after source, targets in order.
  private mutating func arrange(_ drawn: Drawn) {
    for source in drawn.sources { offsets[Int(source) + 1] += 1 }
    for source in 1..<offsets.count { offsets[source] += offsets[source - 1] }
    var ends = offsets
    targets = [UInt32](repeating: 0, count: drawn.sources.count)
    weights = [Double](repeating: 0, count: drawn.weights.count)
    delaysOfEach = [Double](repeating: 0, count: drawn.delays.count)
    for target in 0..<drawn.starts.count - 1 {
      for synapse in drawn.starts[target]..<drawn.starts[target + 1] {
        let source = Int(drawn.sources[synapse])
        let place = ends[source]
        ends[source] += 1
        targets[place] = UInt32(target)
        if !weights.isEmpty { weights[place] = drawn.weights[synapse] }
        if !delaysOfEach.isEmpty { delaysOfEach[place] = drawn.delays[synapse] }
      }
    }
  }

  private mutating func sortByDelay() {
    guard let first = delaysOfEach.first else { return }
    delays = delaysOfEach.reduce(first...first) {
      min($0.lowerBound, $1)...max($0.upperBound, $1)
    }
    for source in 0..<offsets.count - 1 {
      let range = offsets[source]..<offsets[source + 1]
      let order = range.sorted {
        let weights = weights.isEmpty ? (0, 0) : (weights[$0], weights[$1])
        return (delaysOfEach[$0], targets[$0], weights.0)
          < (delaysOfEach[$1], targets[$1], weights.1)
      }
      let sorted = (delays: order.map { delaysOfEach[$0] }, targets: order.map { targets[$0] })
      if !weights.isEmpty {
        let sortedWeights = order.map { weights[$0] }
        weights.replaceSubrange(range, with: sortedWeights)
      }
      delaysOfEach.replaceSubrange(range, with: sorted.delays)
      targets.replaceSubrange(range, with: sorted.targets)
    }
  }

  private mutating func sortRepeatedByWeight() {
    for source in 0..<offsets.count - 1 {
      var first = offsets[source]
      while first < offsets[source + 1] {
        var end = first + 1
        while end < offsets[source + 1], targets[end] == targets[first] { end += 1 }
        if end - first > 1 { weights[first..<end].sort() }
        first = end
      }
    }
  }

  /// The synapses of a source.
  func range(of source: Int) -> Range<Int> { offsets[source]..<offsets[source + 1] }

  /// The synapses of a source whose delays satisfy a condition that long delays satisfy sooner than short ones.
  func firstSynapse(of source: Int, where holds: (_ delay: Double) -> Bool) -> Int {
    var (low, high) = (offsets[source], offsets[source + 1])
    while low < high {
      let middle = (low + high) / 2
      if holds(delaysOfEach[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
