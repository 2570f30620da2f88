// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Networks
import Ranks
import SpikeTrains
import Testing

/// What a loop gives a network between two windows.
@Suite struct ControlTests {
  private static func network(plastic: Bool = false) throws -> Network {
    var network = try Network(windowDuration: 0.001)
    let source = try network.add(ReplayNeurons(neurons: 4), named: "source")
    let cells = try network.add(NetworksTests.cells(4), named: "cells")
    try network.connect(
      source, to: cells, .oneToOne, weights: .constant(plastic ? 0.5 : 25),
      delays: .constant(0.0015),
      plasticity: plastic
        ? .pairs(try PairPlasticity(learningRate: 0, maximumWeight: 30)) : nil)
    return network
  }

  @Test("Given spikes are fired, and arrive; any number of ranks sees the same")
  func givenSpikes() throws {
    let network = try Self.network()
    let (source, cells) = (network.populations[0], network.populations[1])
    @Sendable func slices(_ ranks: any Ranks) throws -> [NetworkSlice] {
      var run = try network.run(seed: 1, ranks: ranks)
      var slices: [NetworkSlice] = []
      for window in 0..<5 {
        let given =
          window == 1
          ? [
            (source, [Spike(time: 0.0017, neuron: 3), Spike(time: 0.0012, neuron: 0)]),
            (source, [Spike(time: 0.0014, neuron: 1)]), (cells, [Spike(time: 0.001, neuron: 2)]),
          ] : []
        slices.append(try #require(try run.next(firing: given)))
      }
      return slices
    }
    let found = try slices(LocalRanks())
    #expect(found[1][source].map(\.neuron) == [0, 1, 3] && found[1][cells].map(\.neuron) == [2])
    #expect(found.map { $0[source].count } == [0, 3, 0, 0, 0])
    let fired = found.flatMap { $0[cells] }
    #expect(fired.map(\.neuron) == [2, 0, 1, 3])
    let arrivals = [0.001, 0.0027, 0.0029, 0.0032]
    #expect(zip(fired, arrivals).allSatisfy { abs($0.time - $1) < 1e-15 })
    for others in try ThreadRanks.run(3, slices) { #expect(others == found) }
  }

  @Test(
    "Spikes outside the window, or of neurons there are not, are refused, and nothing has happened")
  func refusals() throws {
    let network = try Self.network()
    var run = try network.run(seed: 1)
    _ = try run.next()
    let before = run.state
    for spike in [
      Spike(time: 0.0005, neuron: 0), Spike(time: 0.002, neuron: 0), Spike(time: .nan, neuron: 0),
      Spike(time: 0.0015, neuron: 4), Spike(time: 0.0015, neuron: -1),
    ] {
      #expect(throws: NetworkError.self) {
        try run.next(firing: [(network.populations[0], [spike])])
      }
    }
    #expect(run.state == before)
  }

  @Test("A variable takes effect from the next window on") func variables() throws {
    let network = try Self.network()
    let cells = network.populations[1]
    var run = try network.run(seed: 1)
    _ = try run.next()
    try run.setValues([0, 10, 20, -5], of: "potential", in: cells)
    #expect(try run.values(of: "potential", in: cells) == [0, 10, 20, -5])
    let slice = try #require(try run.next())
    // At its threshold a neuron fires at once.
    #expect(slice[cells] == [Spike(time: 0.001, neuron: 2)])
    let found = try run.values(of: "potential", in: cells)
    #expect(abs(found[1] - 10 * exp(-0.001 / 0.02)) < 1e-12 && found[2] == 10)
    #expect(throws: NetworkError.self) { try run.setValues([1], of: "potential", in: cells) }
    #expect(throws: NetworkError.self) {
      try run.setValues([1, 1, 1, .nan], of: "potential", in: cells)
    }
    #expect(throws: NetworkError.self) {
      try run.setValues([1, 1, 1, 1], of: "volume", in: cells)
    }
  }

  @Test("Weights of a plastic projection are set one by one") func weights() throws {
    let network = try Self.network(plastic: true)
    let projection = network.projections[0]
    var run = try network.run(seed: 1)
    try run.setWeights([1, 2, 25, 0], of: projection)
    #expect(try run.plasticSynapses(of: projection).map(\.weight) == [1, 2, 25, 0])
    _ = try run.next(
      firing: [(network.populations[0], (0..<4).map { Spike(time: 0.0001, neuron: $0) })])
    let slice = try #require(try run.next())
    #expect(slice[network.populations[1]].map(\.neuron) == [2])
    #expect(throws: NetworkError.self) { try run.setWeights([1], of: projection) }
    #expect(throws: NetworkError.self) { try run.setWeights([1, 2, 31, 0], of: projection) }
    var plain = try Self.network().run(seed: 1)
    #expect(throws: NetworkError.self) {
      try plain.setWeights([1, 2, 3, 4], of: plain.network.projections[0])
    }
  }
}
