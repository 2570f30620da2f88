// SPDX-License-Identifier: GPL-3.0-or-later

import Networks
import Randomness
import SpikeTrains
import Testing

/// Exponential currents whose arrivals are added up as they are handed out, beside the same neurons with lists.
@Suite struct SummedCurrentTests {
  /// The same neurons as a model that the network does not know, which so gets lists of arrivals.
  private struct Listed: NeuronModel {
    let own: ExponentialCurrentNeurons
    var neuronCount: Int { own.neuronCount }
    var variables: [String] { own.variables }
    var isDivisible: Bool { true }

    func initialState(draws: (_ neuron: Int) -> PhiloxDraws) -> PopulationState {
      own.initialState(draws: draws)
    }

    func check(windowDuration: Double) throws(NetworkError) {
      try own.check(windowDuration: windowDuration)
    }

    func spikes(
      of state: inout PopulationState, through moment: NetworkMoment,
      receiving arrivals: NeuronArrivals
    ) throws(NetworkError) -> [Spike] {
      try own.spikes(of: &state, through: moment, receiving: arrivals)
    }
  }

  /// Two populations of several blocks; delays on a grid, delays that are all different, and one for all.
  private func network(
    _ duration: Double, _ model: (ExponentialCurrentNeurons) -> any NeuronModel = { $0 },
    connecting order: [Int] = [0, 1, 2, 3, 4]
  ) throws -> Network {
    func neurons(_ count: Int) throws -> any NeuronModel {
      model(
        try ExponentialCurrentNeurons(
          membrane: cells(count, initialPotentials: .uniform(0...20)), synapticTimeConstant: 0.0015)
      )
    }
    var network = try Network(windowDuration: duration)
    let many = try network.add(neurons(1300), named: "many")
    let few = try network.add(neurons(300), named: "few")
    for population in [many, few] {
      try network.drive(population, with: PoissonInput(hertz: 9000, weight: 2))
      try network.drive(population, with: PoissonInput(hertz: 700, weight: -1))
    }
    let grid = SynapticValues.rounded(.uniform(duration...0.004), .multiples(of: duration))
    for place in order {
      switch place {
      case 0:
        try network.connect(
          many, to: many, .fixedInDegree(30), weights: .normal(mean: 3, standardDeviation: 0.3),
          delays: grid)
      case 1:
        try network.connect(
          few, to: many, .fixedInDegree(12), weights: .constant(-9), delays: grid)
      case 2:
        try network.connect(
          many, to: few, .fixedInDegree(30), weights: .constant(2), delays: .constant(0.0017))
      case 3:
        try network.connect(
          few, to: few, .pairwise(probability: 0.05),
          weights: .normal(mean: -6, standardDeviation: 1), delays: .constant(0.0017))
      default:
        try network.connect(
          few, to: many, .fixedInDegree(3), weights: .uniform(1...2),
          delays: .uniform(duration...0.003))
      }
    }
    return network
  }

  @Test("Spikes are those of lists to within rounding", arguments: [0.0001, 0.001])
  func lists(duration: Double) throws {
    func spikes(_ network: Network) throws -> [[Spike]] {
      var run = try network.run(seed: 5)
      var spikes: [[Spike]] = [[], []]
      while let slice = try run.next(before: 0.04) {
        for index in 0..<2 { spikes[index] += slice.spikes[index] }
      }
      return spikes
    }
    let summed = try spikes(network(duration))
    let listed = try spikes(network(duration) { Listed(own: $0) })
    for (own, others) in zip(summed, listed) {
      #expect(own.count > 100)
      #expect(own.map(\.neuron) == others.map(\.neuron))
      let worst = zip(own, others).map { abs($0.time - $1.time) }.max() ?? 1
      #expect(worst < 1e-11, "\(worst) s beside the lists")
    }
    let other = try spikes(network(duration == 0.001 ? 0.0005 : 0.0002))
    #expect(other[0].map(\.neuron) != summed[0].map(\.neuron))
  }

  @Test("Threads, blocks and a new start decide nothing", arguments: [0.0001, 0.001])
  func resumed(duration: Double) throws {
    let network = try network(duration)
    var whole = try network.run(seed: 3)
    var slices: [NetworkSlice] = []
    while let slice = try whole.next(before: 0.03) { slices.append(slice) }
    var part = try network.run(seed: 3, threads: 3)
    var found: [NetworkSlice] = []
    for (stop, threads) in [(0.01, 2), (0.011, 1), (0.03, 7)] {
      while let slice = try part.next(before: stop) { found.append(slice) }
      part = try network.run(resuming: part.state, threads: threads)
    }
    #expect(found == slices)
    #expect(part.state == whole.state)
  }

  @Test("The order in which projections were connected means nothing")
  func connected() throws {
    var run = try network(0.0001).run(seed: 3)
    var other = try network(0.0001, connecting: [3, 1, 2, 0, 4]).run(seed: 3)
    while let slice = try run.next(before: 0.02), let own = try other.next(before: 0.02) {
      #expect(slice.spikes == own.spikes)
    }
    #expect(run.time > 0.019 && run.state.populations == other.state.populations)
  }

  @Test("A neuron that fires without end is named by its number in the population")
  func names() throws {
    var network = try Network(windowDuration: 0.001)
    let model = try ExponentialCurrentNeurons(
      membrane: LeakyIntegrateAndFire(
        neurons: 1300, membraneTimeConstant: 0.02, threshold: 1, reset: 0),
      synapticTimeConstant: 0.005)
    let cells = try network.add(model, named: "cells")
    var run = try network.run(seed: 1, threads: 2)
    var drives = [Double](repeating: 0, count: 1300)
    (drives[1234], drives[1299]) = (1e11, 1e11)
    try run.setDrive(drives, of: cells)
    #expect(throws: NetworkError.tooManySpikes(population: "cells", neuron: 1234, time: 0)) {
      try run.next()
    }
  }
}
