// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness
public import Ranks
internal import SpikeTrains

extension RehearsedRanks {
  /// One rank of a network, alone, while the neurons of all others fire at random.
  ///
  /// ```swift
  /// let ranks = RehearsedRanks(rank: 5, of: 1024, in: network, hertz: [8, 8], seed: 1)
  /// var run = try network.run(seed: 7, ranks: ranks)
  /// ```
  /// Order, volume, time and memory are those of a large job without the wire; spikes are not.
  ///
  /// - Parameters:
  ///   - rank: which one.
  ///   - count: of how many.
  ///   - network: the network.
  ///   - hertz: the rate of the neurons of each population.
  ///   - seed: decides when the others fire.
  /// - Precondition: `0 ≤ rank < count`; a rate, at least 0, for each population.
  public init(rank: Int, of count: Int, in network: Network, hertz: [Double], seed: UInt64) {
    guard hertz.count == network.populations.count, hertz.allSatisfy({ $0 >= 0 }) else {
      fatalError("the rates \(hertz) for \(network.populations.count) populations")
    }
    let share = NetworkShare(of: network, inJobOf: count)
    let (duration, populations) = (network.windowDuration, network.populations.indices)
    let key = SeedSequence(seed).key(for: Purpose("network/rehearsal"))
    self.init(rank: rank, of: count) { tag, other in
      guard let window = SpikeMessage.window(of: tag) else { return [] }
      let fired = populations.map { population in
        let neurons = share.neurons(of: population, rank: other)
        let rate = hertz[population] * Double(neurons.count)
        var draws = PhiloxDraws(key: key, window, other, population)
        var spikes: [Spike] = []
        var time = Double(window) * duration + draws.exponential() / rate
        while time < Double(window + 1) * duration {
          spikes.append(
            Spike(
              time: time,
              neuron: neurons.lowerBound + Int(draws.uniform() * Double(neurons.count))))
          time += draws.exponential() / rate
        }
        return spikes
      }
      return Bytes.of(SpikeMessage.words(fired, notice: 0)[...])
    }
  }

  /// One rank of a network, alone, with the spikes of all others from a run of before; its own must be those of that run.
  ///
  /// - Parameters:
  ///   - rank: which one.
  ///   - count: of how many; the run may have had another number of ranks.
  ///   - network: the network.
  ///   - slices: what all ranks did, from the first window on.
  /// - Precondition: `0 ≤ rank < count`.
  public init(rank: Int, of count: Int, in network: Network, replaying slices: [NetworkSlice]) {
    let share = NetworkShare(of: network, inJobOf: count)
    @Sendable func message(_ tag: String, _ other: Int) throws(RankError) -> [UInt8]? {
      guard let window = SpikeMessage.window(of: tag) else { return nil }
      guard slices.indices.contains(window) else {
        throw RankError(
          .outOfStep, "nothing was recorded of window \(window). Rehearse no more than that run.")
      }
      let fired = slices[window].spikes.enumerated().map { population, spikes in
        let neurons = share.neurons(of: population, rank: other)
        return spikes.filter { neurons.contains($0.neuron) }
      }
      return Bytes.of(SpikeMessage.words(fired, notice: 0)[...])
    }
    self.init(rank: rank, of: count) { (tag, other) throws(RankError) in
      try message(tag, other) ?? []
    } check: { (tag, own) throws(RankError) in
      guard let recorded = try message(tag, rank), recorded != own else { return }
      throw RankError(
        .differentPrograms,
        "rank \(rank) of \(count) fires other \(tag) than was recorded. Rehearse the same network with the same seed."
      )
    }
  }
}

extension NetworkShare {
  /// That of a job of so many ranks, whoever asks.
  fileprivate init(of network: Network, inJobOf count: Int) {
    self.init(of: network, among: RehearsedRanks(rank: 0, of: count) { _, _ in [] })
  }
}
