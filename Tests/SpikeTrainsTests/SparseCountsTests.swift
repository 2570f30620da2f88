// SPDX-License-Identifier: GPL-3.0-or-later

import SpikeTrains
import Testing

@Suite struct SparseCountsTests {
  private let dense = SpikeCounts([0, 2, 0, 0, 0, 1, 7, 0, 0], trials: 3, neurons: 3)

  @Test("Zeros go and come back") func zerosGoAndComeBack() {
    let sparse = SparseCounts(dense)
    #expect(sparse.places == [1, 5, 6])
    #expect(sparse.counts == [2, 1, 7])
    #expect(sparse.total == 10)
    #expect(sparse.activeCount == 3)
    #expect(sparse.dense == dense)
    for trial in 0..<3 {
      for neuron in 0..<3 { #expect(sparse[trial, neuron] == dense[trial, neuron]) }
    }
  }

  @Test("What does not rise, or lies outside, or is 0 breaks the rules") func whatDoesNotRise() {
    #expect(SparseCounts(dense).checkInvariants())
    let faults: [(places: [UInt32], counts: [UInt32])] = [
      ([1, 1], [1, 1]), ([2, 1], [1, 1]), ([9], [1]), ([3], [0]), ([3], []),
    ]
    for (places, counts) in faults {
      let faulty = SparseCounts(
        uncheckedPlaces: places, counts: counts, trials: 3, neurons: 3)
      #expect(!faulty.checkInvariants(), "\(places), \(counts)")
    }
  }

  @Test("Nobody is silent by rule") func nobodyIsSilentByRule() {
    let silent = SparseCounts(places: [], counts: [], trials: 0, neurons: 0)
    #expect(silent.total == 0)
    #expect(silent.dense == SpikeCounts([], trials: 0, neurons: 0))
  }
}
