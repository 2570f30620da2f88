// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Randomness

/// Who sends to each target of a projection under a seed.
///
/// Rules that go by targets are drawn when a target is asked about. The others, and given synapses, are gathered once and
/// sorted by target: O(synapses).
struct SynapseSources {
  private let rule: ConnectionRule
  private let key: PhiloxKey
  private let sourceCount: Int
  private let targetCount: Int
  private let excludesSelf: Bool
  private let excludesRepeats: Bool
  /// Where the sources of each target begin, the sources, and in a list their places in it.
  private var starts: [Int] = []
  private var sources: [UInt32] = []
  private var places: [Int] = []
  private var procedures: [TargetProcedure] = []

  init(of projection: Projection, seed: SeedSequence) {
    rule = projection.rule
    key = seed.key(for: projection.connectionPurpose)
    (sourceCount, targetCount) = (projection.source.neuronCount, projection.target.neuronCount)
    excludesSelf = projection.excludesSelf
    excludesRepeats = projection.excluding.contains(.multapses)
    switch rule {
    case .dense, .oneToOne, .fixedInDegree, .pairwise: break
    case .proceduralPairwise, .proceduralOutDegree: procedures = projection.procedures(seed: seed)
    case .list(let list): gather(from: list.sources, to: list.targets, keepingPlaces: true)
    case .fixedOutDegree(let degree):
      var (from, to): ([UInt32], [UInt32]) = ([], [])
      for source in 0..<sourceCount {
        var draws = PhiloxDraws(key: key, source, 0, 0)
        pick(degree, of: targetCount - (excludesSelf ? 1 : 0), &draws) { choice in
          from.append(UInt32(source))
          to.append(UInt32(past(source, choice)))
        }
      }
      gather(from: from, to: to)
    case .fixedTotal(let total):
      var (from, to): ([UInt32], [UInt32]) = ([], [])
      let row = targetCount - (excludesSelf ? 1 : 0)
      var draws = PhiloxDraws(key: key, 0, 0, 0)
      pick(total, of: sourceCount * row, &draws) { pair in
        from.append(UInt32(pair / row))
        to.append(UInt32(past(pair / row, pair % row)))
      }
      gather(from: from, to: to)
    }
  }

  /// Hands on the sources of a target, and the place of each synapse in a list.
  func forEach(of target: Int, _ visit: (_ source: Int, _ place: Int) -> Void) {
    var draws = PhiloxDraws(key: key, target, 0, 0)
    func send(_ source: Int) {
      if !excludesSelf || source != target { visit(source, 0) }
    }
    switch rule {
    case .dense: for source in 0..<sourceCount { send(source) }
    case .oneToOne: send(target)
    case .fixedInDegree(let degree):
      pick(degree, of: sourceCount - (excludesSelf ? 1 : 0), &draws) { visit(past(target, $0), 0) }
    case .pairwise(let probability):
      guard probability > 0 else { return }
      guard probability < 1 else {
        for source in 0..<sourceCount { send(source) }
        return
      }
      let rate = -log1p(-probability)
      var source = 0
      while true {
        let skip = draws.exponential() / rate
        guard skip < Double(sourceCount - source) else { return }
        source += Int(skip)
        send(source)
        source += 1
      }
    case .proceduralPairwise, .proceduralOutDegree:
      let procedure = procedures[target / TargetProcedure.blockSize]
      for source in 0..<sourceCount {
        for drawn in procedure.targets(of: source) where drawn == target { visit(source, 0) }
      }
    case .fixedOutDegree, .fixedTotal, .list:
      for synapse in starts[target]..<starts[target + 1] {
        visit(Int(sources[synapse]), places.isEmpty ? 0 : places[synapse])
      }
    }
  }

  /// The neuron that a choice among all but one means.
  private func past(_ neuron: Int, _ choice: Int) -> Int {
    excludesSelf && choice >= neuron ? choice + 1 : choice
  }

  /// Draws numbers below `candidates`, with replacement unless repeats are excluded.
  ///
  /// > Reference: J. Bentley and R. Floyd, A sample of brilliance, Commun. ACM 30 (1987) 754–757,
  /// > doi:10.1145/30401.315746 (without replacement, a draw each).
  private func pick(
    _ count: Int, of candidates: Int, _ draws: inout PhiloxDraws, _ visit: (Int) -> Void
  ) {
    func next(below bound: Int) -> Int {
      Int(draws.bits().multipliedFullWidth(by: UInt64(bound)).high)
    }
    guard excludesRepeats else {
      for _ in 0..<count { visit(next(below: candidates)) }
      return
    }
    var taken: Set<Int> = []
    taken.reserveCapacity(count)
    for last in candidates - count..<candidates {
      let drawn = next(below: last + 1)
      let choice = taken.contains(drawn) ? last : drawn
      taken.insert(choice)
      visit(choice)
    }
  }

  /// Sorts synapses by target; those of one target stay in their order.
  private mutating func gather(from: [UInt32], to: [UInt32], keepingPlaces: Bool = false) {
    starts = [Int](repeating: 0, count: targetCount + 1)
    for target in to { starts[Int(target) + 1] += 1 }
    for target in 0..<targetCount { starts[target + 1] += starts[target] }
    var ends = starts
    sources = [UInt32](repeating: 0, count: from.count)
    places = [Int](repeating: 0, count: keepingPlaces ? from.count : 0)
    for (place, target) in to.enumerated() {
      sources[ends[Int(target)]] = from[place]
      if keepingPlaces { places[ends[Int(target)]] = place }
      ends[Int(target)] += 1
    }
  }
}
