// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Networks
import Randomness
import SpikeTrains
import Testing

/// Populations of several blocks, on several threads, and models that are not taken in parts.
@Suite struct BlockTests {
  /// Neurons that fire what arrives, one by one, and cannot be divided.
  private struct Echoes: NeuronModel {
    let neuronCount: Int
    var variables: [String] { ["count"] }

    func initialState(draws: (_ neuron: Int) -> PhiloxDraws) -> PopulationState {
      PopulationState(columns: [[Double](repeating: 0, count: neuronCount)])
    }

    func check(windowDuration: Double) throws(NetworkError) {}

    func spikes(
      of state: inout PopulationState, through moment: NetworkMoment,
      receiving arrivals: NeuronArrivals
    ) throws(NetworkError) -> [Spike] {
      var spikes: [Spike] = []
      for neuron in moment.neurons {
        arrivals.forEachInstant(of: neuron) { time, weight in
          state.columns[0][neuron] += weight
          spikes.append(Spike(time: moment.start + time, neuron: neuron))
        }
      }
      return spikes
    }
  }

  private func network(_ delays: SynapticValues) throws -> Network {
    var network = try Network(windowDuration: 0.001)
    let cells = try network.add(
      NetworksTests.cells(1300, initialPotentials: .uniform(0...20)), named: "cells")
    let echoes = try network.add(Echoes(neuronCount: 1400), named: "echoes")
    try network.drive(cells, with: PoissonInput(hertz: 9000, weight: 0.1))
    try network.connect(
      cells, to: cells, .fixedInDegree(20), weights: .constant(-0.1), delays: delays)
    try network.connect(
      cells, to: echoes, .fixedInDegree(2), weights: .constant(1), delays: delays)
    try network.connect(
      echoes, to: cells, ConnectionRule.oneToOneOf(1300), weights: .constant(0.5),
      delays: .constant(0.0017))
    return network
  }

  @Test(
    "A run on several threads, saved and resumed, is one on a single thread that never stopped",
    arguments: [
      SynapticValues.constant(0.0015), .uniform(0.001...0.0087),
      .boundedNormal(mean: 0.002, standardDeviation: 0.001, in: 0.001...0.004),
    ])
  func threads(_ delays: SynapticValues) throws {
    let network = try network(delays)
    var whole = try network.run(seed: 3)
    var slices: [NetworkSlice] = []
    while let slice = try whole.next(before: 0.06) { slices.append(slice) }
    var part = try network.run(seed: 3, threads: 3)
    var found: [NetworkSlice] = []
    for (stop, threads) in [(0.02, 2), (0.021, 1), (0.06, 7)] {
      while let slice = try part.next(before: stop) { found.append(slice) }
      part = try network.run(resuming: part.state, threads: threads)
    }
    #expect(found == slices)
    #expect(part.state == whole.state && part.state.populations[0].neuronCount == 1300)
    let counts = slices.reduce(into: [0, 0]) {
      for index in 0..<2 { $0[index] += $1.spikes[index].count }
    }
    #expect(counts[0] > 100 && counts[1] > 100)
    #expect(slices.allSatisfy { $0.spikes.allSatisfy { $0 == $0.sorted() } })
    #expect(slices.contains { $0.spikes[0].contains { $0.neuron > 1200 } })
  }

  @Test("A copy of a run goes its own way, with what is on its way to it") func copies() throws {
    var run = try network(.uniform(0.001...0.0087)).run(seed: 3, threads: 2)
    while try run.next(before: 0.02) != nil {}
    var (copy, first, second): (NetworkRun, [NetworkSlice], [NetworkSlice]) = (run, [], [])
    while let slice = try run.next(before: 0.04) { first.append(slice) }
    while let slice = try copy.next(before: 0.04) { second.append(slice) }
    #expect(first == second && copy.state == run.state)
  }

  @Test("A neuron that fires without end is named by its number in the population")
  func names() throws {
    var network = try Network(windowDuration: 0.001)
    let cells = try network.add(
      LeakyIntegrateAndFire(
        neurons: 1300, membraneTimeConstant: 0.02, threshold: 1, reset: 0), named: "cells")
    var run = try network.run(seed: 1, threads: 2)
    var drives = [Double](repeating: 0, count: 1300)
    (drives[1234], drives[1299]) = (1e9, 1e9)
    try run.setDrive(drives, of: cells)
    #expect(throws: NetworkError.tooManySpikes(population: "cells", neuron: 1234, time: 0)) {
      try run.next()
    }
  }

  @Test("Synapses take few bytes, and as many as their values need") func sizes() throws {
    func bytes(_ weights: SynapticValues, _ delays: SynapticValues) throws -> Double {
      var network = try Network(windowDuration: 0.001)
      let cells = try network.add(cells(400), named: "cells")
      try network.connect(
        cells, to: cells, .fixedInDegree(400), weights: weights, delays: delays)
      let run = try network.run(seed: 1)
      return Double(run.synapseByteCount - 401 * 4) / Double(run.synapseCount)
    }
    let few = SynapticValues.uniform(0.001...0.001)
    #expect(try bytes(.constant(0.1), .constant(0.001)) == 2)
    #expect(try bytes(.uniform(0.5...0.5), .constant(0.001)) == 6)
    #expect(try bytes(.uniform(0.1...0.1), .constant(0.001)) == 10)
    let all = try bytes(.uniform(0.5...0.5), few)
    // Synapses of a source with one delay have it together.
    #expect(all > 6 && all < 6.1)
    #expect(try bytes(.constant(1), .uniform(0.001...0.002)) == 10)
    let rounded = try bytes(
      .rounded(.normal(mean: 0.4, standardDeviation: 0.1), .singlePrecision),
      .rounded(.uniform(0.001...0.003), .multiples(of: 0.0001)))
    #expect(rounded > 6 && rounded < 6.5)
    let various = try bytes(
      .rounded(.normal(mean: 0.4, standardDeviation: 0.1), .singlePrecision),
      .rounded(.uniform(0.001...0.03), .multiples(of: 0.00001)))
    #expect(various == 8)
  }

  @Test("Rounded delays lie on their grid, and a step that is none is refused") func rounding()
    throws
  {
    var network = try Network(windowDuration: 0.001)
    let source = try network.add(
      ReplayNeurons(SpikeRaster(times: [0], offsets: [0, 1], interval: 0..<1)), named: "source")
    let echoes = try network.add(Echoes(neuronCount: 600), named: "echoes")
    let delays = SynapticValues.uniform(0.001...0.003)
    try network.connect(
      source, to: echoes, .dense, weights: .constant(1),
      delays: .rounded(delays, .multiples(of: 0.0004)))
    var run = try network.run(seed: 1)
    let times = try run.spikes(of: echoes, until: 0.005).map { $0.time }
    #expect(times.count == 600)
    let steps = times.map { ($0 / 0.0004).rounded() }
    #expect(
      Set(steps) == [3, 4, 5, 6, 7]
        && zip(times, steps).allSatisfy { abs($0 - $1 * 0.0004) < 1e-12 })
    #expect(throws: NetworkError.self) {
      try network.connect(
        source, to: echoes, .dense, weights: .constant(1),
        delays: .rounded(delays, .multiples(of: 0)))
    }
  }
}

extension ConnectionRule {
  /// Neuron n to neuron n, for the first neurons of a larger population.
  fileprivate static func oneToOneOf(_ count: Int) throws -> ConnectionRule {
    .list(try SynapseList(sources: Array(0..<count), targets: Array(0..<count)))
  }
}
