// SPDX-License-Identifier: GPL-3.0-or-later

internal import Ranks

/// Whatever is one for each synapse lies source after source, within a source by the ranks of the targets; traces of
/// neurons are the same on all ranks, which all see all spikes.
extension PlasticSynapses {
  /// What the synapses of all ranks hold.
  func gathered(
    _ own: PlasticityState, _ ranks: any Ranks
  ) throws(NetworkError) -> PlasticityState {
    var whole = own
    if !own.weights.isEmpty || plasticity.maximumWeight != nil {
      whole.weights = try gathered(own.weights, ranks)
    }
    let times = try every(own.pending.map(\.time), "times", ranks)
    let targets = try every(own.pending.map(\.target), "targets", ranks)
    let weights = try every(own.pending.map(\.weight), "weights", ranks)
    whole.pending = zip(zip(times.joined(), targets.joined()), weights.joined()).map {
      PlasticityState.Event(time: $0.0, target: $0.1, weight: $1)
    }.sorted()
    return whole
  }

  /// Of what the synapses of all ranks hold, that of this one's.
  func part(
    of whole: PlasticityState, _ ranks: any Ranks
  ) throws(NetworkError) -> PlasticityState {
    guard ranks.count > 1 else { return whole }
    var own = whole
    own.pending = whole.pending.filter { share.contains(Int($0.target)) }
    guard !whole.weights.isEmpty else { return own }
    own.weights = try places(among: ranks)[ranks.rank].map { whole.weights[$0] }
    return own
  }

  /// All synapses of all ranks, source after source.
  func gatheredSynapses(
    in state: PlasticityState, _ ranks: any Ranks
  ) throws(NetworkError) -> [PlasticSynapse] {
    let own = synapses(in: state)
    let sources = try gathered(own.map(\.source), ranks)
    let targets = try gathered(own.map(\.target), ranks)
    let delays = try gathered(own.map(\.delay), ranks)
    let weights = try gathered(own.map(\.weight), ranks)
    return sources.indices.map {
      PlasticSynapse(
        source: sources[$0], target: targets[$0], delay: delays[$0], weight: weights[$0])
    }
  }

  /// Values of the synapses of all ranks, from those of each.
  private func gathered<Value: BitwiseCopyable>(
    _ own: [Value], _ ranks: any Ranks
  ) throws(NetworkError) -> [Value] {
    guard ranks.count > 1 else { return own }
    let all = try every(own, "synapses", ranks)
    let places = try places(among: ranks)
    var whole = Array(all.joined())
    for (values, places) in zip(all, places) {
      for (value, place) in zip(values, places) { whole[place] = value }
    }
    return whole
  }

  /// Where the synapses of each rank are among all.
  private func places(among ranks: any Ranks) throws(NetworkError) -> [[Int]] {
    let counts = try every(
      zip(offsets, offsets.dropFirst()).map { UInt32($1 - $0) }, "sources", ranks)
    var next = 0
    var places = counts.map { _ in [Int]() }
    for source in 0..<projection.source.neuronCount {
      for (rank, counts) in counts.enumerated() {
        let end = next + Int(counts[source])
        places[rank] += next..<end
        next = end
      }
    }
    return places
  }

  private func every<Value: BitwiseCopyable>(
    _ own: [Value], _ what: String, _ ranks: any Ranks
  ) throws(NetworkError) -> [[Value]] {
    try NetworkError.ofRanks { () throws(RankError) in
      try ranks.gatherAll(own, tag: "\(what) of \(projection.label)")
    }
  }
}
