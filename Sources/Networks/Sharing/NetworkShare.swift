// SPDX-License-Identifier: GPL-3.0-or-later

internal import Ranks

/// Which neurons of a network each rank takes through time, with all synapses that end there.
///
/// ```
/// neurons that can be divided       ⌊r·n/R⌋ ..< ⌊(r + 1)·n/R⌋        rank r of R; of every population
/// with targets drawn from sources   the same of the blocks of 4096 in which these are drawn
/// others                            the whole population, rank by rank in turn
/// ```
/// Which rank has a neuron decides nothing, as little as which block it is in; its neurons lie in the order of the ranks.
struct NetworkShare: Sendable {
  let ranks: any Ranks
  private let counts: [Int]
  private let isDivisible: [Bool]
  private let sizes: [Int]
  private let isProcedural: [Bool]

  init(of network: Network, among ranks: any Ranks) {
    self.ranks = ranks
    counts = network.populations.map(\.neuronCount)
    isDivisible = network.models.map(\.isDivisible)
    isProcedural = network.populations.map { population in
      network.projections.contains { $0.target == population && $0.rule.isProcedural }
    }
    let size = NeuronBlock.size(inNetworkOf: counts.reduce(0, +))
    sizes = isProcedural.map { $0 ? TargetProcedure.blockSize : size }
  }

  /// The neurons of a population that a rank has.
  func neurons(of population: Int, rank: Int) -> Range<Int> {
    let count = counts[population]
    guard isDivisible[population] else {
      return population % ranks.count == rank ? 0..<count : 0..<0
    }
    guard isProcedural[population] else { return ranks.share(of: count, rank: rank) }
    let size = sizes[population]
    let blocks = ranks.share(of: (count + size - 1) / size, rank: rank)
    return min(blocks.lowerBound * size, count)..<min(blocks.upperBound * size, count)
  }

  /// Those of a population that this rank has.
  func neurons(of population: Int) -> Range<Int> { neurons(of: population, rank: ranks.rank) }

  /// The same, by the blocks that synapses lie in.
  func blocks(of population: Int) -> [Range<Int>] {
    NeuronBlock.ranges(of: neurons(of: population), size: sizes[population])
  }

  /// The same, by the blocks that go through a window together.
  func places(of population: Int) -> [Range<Int>] {
    let neurons = neurons(of: population)
    if isDivisible[population] { return blocks(of: population) }
    return neurons.isEmpty ? [] : [neurons]
  }
}

extension NetworkError {
  /// Does what may fail because of other ranks.
  static func ofRanks<Result>(
    _ body: () throws(RankError) -> Result
  ) throws(NetworkError) -> Result {
    do {
      return try body()
    } catch {
      throw .ranks(error)
    }
  }
}
