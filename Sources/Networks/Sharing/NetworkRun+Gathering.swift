// SPDX-License-Identifier: GPL-3.0-or-later

internal import Ranks

extension NetworkRun {
  /// Where it stands, of the neurons of all ranks; every rank has to ask.
  ///
  /// With one rank it is the same as ``state``.
  ///
  /// It is the state that one process would have, to the bit, so it can be resumed with any number of ranks.
  ///
  /// - Throws: ``NetworkError/ranks(_:)``.
  /// - Complexity: O(neurons), and O(synapses) of plastic projections.
  public func gatheredState() throws(NetworkError) -> NetworkState {
    var state = heldState
    guard ranks.count > 1 else { return state }
    let columns = try gathered(state.populations.map(\.state.columns), "state at window \(window)")
    for (population, columns) in columns.enumerated() {
      state.populations[population].state.columns = columns
    }
    for synapses in plan.plastic {
      let label = synapses.projection.label
      let held = state.plasticity[label, default: synapses.initialState]
      state.plasticity[label] = try synapses.gathered(held, ranks)
    }
    return state
  }

  /// Columns of the neurons of each population, by those that each rank has.
  func gathered(
    _ own: [[[Double]]], _ tag: String
  ) throws(NetworkError) -> [[[Double]]] {
    guard ranks.count > 1 else { return own }
    let message = own.flatMap { $0.flatMap(\.self) }
    let all = try NetworkError.ofRanks { () throws(RankError) in
      try ranks.gatherAll(message, tag: tag)
    }
    var places = all.map { _ in 0 }
    return own.enumerated().map { population, columns in
      // A rank sends the columns of a population one after another.
      var whole = columns.map { _ in [Double]() }
      for rank in all.indices {
        let count = plan.share.neurons(of: population, rank: rank).count
        for column in columns.indices {
          whole[column] += all[rank].dropFirst(places[rank]).prefix(count)
          places[rank] += count
        }
      }
      return whole
    }
  }
}
