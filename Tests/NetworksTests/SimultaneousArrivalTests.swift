// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Networks
import SpikeTrains
import Testing

/// Arrivals of one instant act together: the order in which projections were connected means nothing.
///
/// Guards against comparing the membrane with its threshold, or bounding it, between two of them.
@Suite struct SimultaneousArrivalTests {
  private static let delay = 0.0015

  /// Clocks that fire in step send to one population over several projections, connected in some order.
  private struct Setting {
    var network: Network
    let cells: Population
    var clocks: [Population] = []

    init(
      _ model: some NeuronModel, clocks sizes: [Int] = [1],
      connecting order: [Int], _ projection: (Int) -> (clock: Int, SynapticValues, ConnectionRule)
    ) throws {
      network = try Network(windowDuration: 0.001)
      for (index, size) in sizes.enumerated() {
        clocks.append(
          try network.add(NetworksTests.cells(size), named: "clock \(index)"))
      }
      cells = try network.add(model, named: "cells")
      for place in order {
        let (clock, weights, rule) = projection(place)
        try network.connect(
          clocks[clock], to: cells, rule, weights: weights,
          delays: .constant(SimultaneousArrivalTests.delay))
      }
    }

    /// The run after a time, clocks firing every 15.9 ms, and all spikes on its way.
    func after(
      _ time: Double, drives: [Double]? = nil
    ) throws -> (run: NetworkRun, spikes: [[Spike]]) {
      var run = try network.run(seed: 11)
      for clock in clocks {
        try run.setDrive([Double](repeating: 30, count: clock.neuronCount), of: clock)
      }
      if let drives { try run.setDrive(drives, of: cells) }
      var spikes = network.populations.map { _ in [Spike]() }
      while let slice = try run.next(before: time) {
        for index in spikes.indices { spikes[index] += slice.spikes[index] }
      }
      return (run, spikes)
    }
  }

  private static let pairs = [[0, 1], [1, 0]]

  @Test("What cancels fires nothing, in both orders") func whatCancelsFiresNothing() throws {
    for order in Self.pairs {
      let setting = try Setting(cells(3), connecting: order) {
        (0, .constant([30, -30][$0]), .dense)
      }
      let (run, spikes) = try setting.after(1)
      #expect(spikes[0].count > 60)
      #expect(spikes[1].isEmpty, "\(order) fires \(spikes[1].count) spikes")
      #expect(try run.values(of: "potential", in: setting.cells) == [0, 0, 0])
    }
  }

  @Test("What is left of both fires one spike and is gone, in both orders") func whatIsLeftOfBoth()
    throws
  {
    let model = try LeakyIntegrateAndFire(
      neurons: 3, membraneTimeConstant: 0.02, threshold: 20, reset: 0)
    for order in Self.pairs {
      let setting = try Setting(model, connecting: order) {
        (0, .constant([50, -25][$0]), .dense)
      }
      let (run, spikes) = try setting.after(1)
      #expect(spikes[1].count == 3 * spikes[0].count)
      #expect(try run.values(of: "potential", in: setting.cells) == [0, 0, 0])
    }
  }

  @Test("A spike takes all arrivals of its instant, also without a refractory time")
  func spikeTakesAllArrivals() throws {
    let model = try LeakyIntegrateAndFire(
      neurons: 1, membraneTimeConstant: 0.02, threshold: 20, reset: 0)
    let setting = try Setting(model, connecting: [0, 1, 2]) { _ in (0, .constant(25), .dense) }
    let (_, spikes) = try setting.after(1)
    #expect(spikes[1].count == spikes[0].count)
  }

  private static let permutations = [
    [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0],
  ]

  /// Matrices, multapses and shared sources; odd weights, of which no two sum without rounding.
  private static func projection(_ place: Int) -> (clock: Int, SynapticValues, ConnectionRule) {
    switch place {
    case 0: (0, .matrix((0..<60).map { 9 * sin(Double($0)) }), .dense)
    case 1: (1, .constant(5.3), .fixedInDegree(7))
    default: (2, .normal(mean: -6.1, standardDeviation: 1), .fixedInDegree(5))
    }
  }
  private static let sizes = [3, 2, 4]
  /// Some cells are silent alone, some fire by their drive.
  private static let drives = (0..<20).map { $0.isMultiple(of: 4) ? 23.7 : Double($0) }

  private func isTheSame(_ model: some NeuronModel) throws -> [[Spike]] {
    var first: (state: NetworkState, spikes: [[Spike]])?
    for order in Self.permutations {
      let setting = try Setting(
        model, clocks: Self.sizes, connecting: order, Self.projection)
      let (run, spikes) = try setting.after(1, drives: Self.drives)
      let expected = first ?? (run.state, spikes)
      #expect(spikes == expected.spikes, "connected in the order \(order)")
      #expect(run.state.populations == expected.state.populations)
      #expect(run.state.traveling == expected.state.traveling)
      first = expected
    }
    return first?.spikes ?? []
  }

  @Test("Delta synapses: every order of connecting gives the same bits, those of the book")
  func deltaSynapsesEveryOrder()
    throws
  {
    let spikes = try isTheSame(cells(20))
    let setting = try Setting(
      cells(20), clocks: Self.sizes, connecting: [0, 1], Self.projection)
    let found = try setting.after(1, drives: Self.drives).spikes
    #expect(spikes[3].count > 300 && found[3] != spikes[3])
    for cell in 0..<20 {
      let sources = setting.network.projections[1].sources(of: cell, seed: 11)
      #expect(sources.count == 7 && Set(sources).count < 7)
      let times = found[0].filter { $0.neuron == 0 }.map(\.time)
      let weight = (0..<3).reduce(7 * 5.3) { $0 + 9 * sin(Double($1 * 20 + cell)) }
      let expected = ReferenceNeuron(level: Self.drives[cell]).respond(
        to: times.map { ($0 + Self.delay, weight) }, until: 1)
      let fired = found[3].filter { $0.neuron == cell }.map(\.time)
      #expect(fired.count == expected.spikes.count, "cell \(cell)")
      #expect((zip(fired, expected.spikes).map { abs($0 - $1) }.max() ?? 0) < 1e-10)
    }
  }

  @Test("Exponential currents: every order of connecting gives the same bits")
  func exponentialCurrentsEveryOrder() throws {
    let spikes = try isTheSame(
      ExponentialCurrentNeurons(membrane: cells(20), synapticTimeConstant: 0.005))
    #expect(spikes[3].count > 200)
  }

  @Test("Poisson neurons: every order of connecting gives the same bits")
  func poissonNeuronsEveryOrder() throws {
    let spikes = try isTheSame(
      PoissonNeurons(
        neurons: 20, initialMembranes: .constant(log(20)), bound: .hard(lower: 0, upper: 4)))
    #expect(spikes[3].count > 100)
  }

  @Test("A bounded membrane, or one without bounds, sees what is left of an instant")
  func boundedMembraneOrOne() throws {
    for bound in [MembraneBound.none, .hard(lower: -1, upper: 5)] {
      for order in Self.pairs {
        // e^33 spikes a second could not be drawn.
        let model = try PoissonNeurons(
          neurons: 2, initialMembranes: .constant(3), bound: bound)
        let setting = try Setting(model, connecting: order) {
          (0, .constant([30, -30][$0]), .dense)
        }
        let run = try setting.after(0.5).run
        #expect(try run.values(of: "membrane", in: setting.cells) == [3, 3])
      }
    }
  }

  @Test("A neuron connected to itself hears what cancels as silence", arguments: pairs)
  func neuronConnectedToItselfHears(order: [Int]) throws {
    var network = try Network(windowDuration: 0.001)
    let cells = try network.add(cells(4), named: "cells")
    for place in order {
      try network.connect(
        cells, to: cells, .dense, weights: .constant([30, -30][place]), delays: .constant(0.0035))
    }
    var alone = try Network(windowDuration: 0.001)
    _ = try alone.add(NetworksTests.cells(4), named: "cells")
    var found: [[Spike]] = []
    for network in [network, alone] {
      var run = try network.run(seed: 1)
      try run.setDrive([24, 24, 24, 29], of: cells)
      found.append(try run.spikes(of: cells, until: 1))
    }
    #expect(found[0].count == found[1].count && found[0].count > 100)
    #expect((zip(found[0], found[1]).map { abs($0.time - $1.time) }.max() ?? 1) < 1e-10)
  }
}
