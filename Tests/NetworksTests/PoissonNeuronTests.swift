// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import InterspikeTesting
import Networks
import Randomness
import SpikeTrains
import Testing

/// Neurons that fire at the exponential of their membrane.
@Suite struct PoissonNeuronTests {
  @Test("Left alone they fire the arrivals of the seed contract") func leftAloneTheyFireArrivals()
    throws
  {
    let hertz = [5.0, 20, 80]
    var network = try Network(windowDuration: 0.25)
    let neurons = try network.add(
      PoissonNeurons(
        neurons: 3, initialMembranes: .given(hertz.map { log($0) }), purpose: .simulation),
      named: "neurons")
    var run = try network.run(seed: 7, trial: 1)
    let spikes = try run.spikes(of: neurons, until: 2)
    let population = PoissonPopulation(rates: [5, 20, 80], windowDuration: 0.25)
    let expected = Array(population.spikes(in: 0..<2, trial: 1, seed: 7))
    #expect(spikes.count == expected.count && spikes.count > 150)
    for (found, expected) in zip(spikes, expected) {
      #expect(found.neuron == expected.neuron && abs(found.time - expected.time) < 1e-12)
    }
  }

  @Test("What arrives in the first window counts, and alone moves a membrane there")
  func whatArrivesInFirstWindow() throws {
    var network = try Network(windowDuration: 1)
    let neurons = try network.add(
      PoissonNeurons(
        neurons: 4, initialMembranes: .constant(-1), integration: .atWindows,
        bound: .hard(lower: 0, upper: 5)), named: "neurons")
    try network.drive(neurons, with: PoissonInput(hertz: 1, weight: 2))
    var run = try network.run(seed: 3)
    try run.setDrive([100, 100, 100, 100], of: neurons)
    _ = try run.spikes(of: neurons, until: 1)
    let drawn = try Arrivals(
      logRates: [0, 0, 0, 0], trials: .consecutive(0..<1), neurons: .consecutive(0..<4),
      seed: SeedSequence(3), purpose: Purpose("network/input/neurons/0"), window: 0
    ).countValues()
    #expect(Set(drawn).count > 1 && drawn.contains(0))
    #expect(
      try run.values(of: "membrane", in: neurons)
        == drawn.map { $0 == 0 ? -1 : min(5, 2 * Double($0) - 1) })
  }

  @Test("An arrival without weight moves no spike") func arrivalWithoutWeightMoves() throws {
    // Neurons that receive go the way of changing rates, the others that of steady ones.
    func spikes(_ rule: ConnectionRule) throws -> [Spike] {
      var network = try Network(windowDuration: 0.01)
      let neurons = try network.add(
        PoissonNeurons(neurons: 50, initialMembranes: .constant(log(300))), named: "neurons")
      try network.connect(
        neurons, to: neurons, rule, weights: .constant(0), delays: .constant(0.01))
      var run = try network.run(seed: 2)
      return try run.spikes(of: neurons, until: 0.5)
    }
    let (alone, connected) = (try spikes(.fixedInDegree(0)), try spikes(.fixedInDegree(5)))
    #expect(alone.count == connected.count && alone.count > 5000)
    let worst = zip(alone, connected).map { abs($0.time - $1.time) }.max() ?? 1
    #expect(worst < 1e-12)
  }

  /// The integral of the rate between spikes, by the course of the membranes as it must have been.
  private func intervals(bias: Double) throws -> [Double] {
    let (neurons, weight, delay) = (30, -0.15, 0.0025)
    var network = try Network(windowDuration: 0.0025)
    let population = try network.add(
      PoissonNeurons(
        neurons: neurons, initialMembranes: .constant(log(60)),
        bound: .hard(lower: -2, upper: 5)), named: "neurons")
    try network.connect(
      population, to: population, .dense, weights: .constant(weight), delays: .constant(delay))
    var run = try network.run(seed: 5)
    // A drive upwards that inhibition holds down.
    let drive = 120.0
    try run.setDrive([Double](repeating: drive, count: neurons), of: population)
    let spikes = try run.spikes(of: population, until: 3)
    // All membranes are the same: one course for all.
    var events = spikes.map { ($0.time + delay, weight + bias) }
    events += (1..<1200).map { (Double($0) * 0.0025, drive * 0.0025) }
    events.sort { $0.0 < $1.0 }
    var (membrane, now, expected) = (log(60.0), 0.0, 0.0)
    var next = 0
    var last = [Double](repeating: 0, count: neurons)
    var found: [Double] = []
    for spike in spikes {
      while next < events.count, events[next].0 <= spike.time {
        expected += exp(membrane) * (events[next].0 - now)
        now = events[next].0
        membrane = min(max(membrane + events[next].1, -2), 5)
        next += 1
      }
      let here = expected + exp(membrane) * (spike.time - now)
      found.append(here - last[spike.neuron])
      last[spike.neuron] = here
    }
    return found
  }

  @Test("Rescaled by their rates the intervals are exponential")
  func rescaledByTheirRatesIntervals() throws {
    let intervals = try intervals(bias: 0)
    #expect(intervals.count > 1500)
    expectLaw(kolmogorovSmirnov(intervals) { -expm1(-max(0, $0)) }, "rescaled intervals")
    expectBroken(
      kolmogorovSmirnov(try self.intervals(bias: 0.02)) { -expm1(-max(0, $0)) },
      "intervals rescaled with another weight")
  }

  @Test("A runaway and a membrane without a number are refused")
  func runawayAndMembraneWithoutNumber() throws {
    func run(_ weight: Double) throws {
      var network = try Network(windowDuration: 0.001)
      let neurons = try network.add(
        PoissonNeurons(neurons: 10, initialMembranes: .constant(5)), named: "neurons")
      try network.connect(
        neurons, to: neurons, .dense, weights: .constant(weight), delays: .constant(0.001))
      var run = try network.run(seed: 1)
      _ = try run.spikes(of: neurons, until: 1)
    }
    #expect(throws: NetworkError.self) { try run(0.5) }
    try run(-0.5)
    #expect(throws: NetworkError.self) {
      try PoissonNeurons(neurons: 2, initialMembranes: .given([0, .nan]))
    }
    #expect(throws: NetworkError.self) {
      try PoissonNeurons(neurons: 1, initialMembranes: .given([-.infinity]))
    }
    #expect(throws: NetworkError.self) {
      try PoissonNeurons(
        neurons: 1, initialMembranes: .constant(0), bound: .soft(lower: 1, upper: 1))
    }
  }

  /// Guards against refusing 0 Hz, and against a logarithm of 0 that becomes NaN on its way.
  @Test("A neuron of 0 Hz is silent, whatever reaches it, and the others are as without it")
  func neuronOf0Hz()
    throws
  {
    func spikes(_ rates: [Rate], isReached: Bool) throws -> [Spike] {
      var network = try Network(windowDuration: 0.01)
      let neurons = try network.add(PoissonNeurons(rates: rates), named: "neurons")
      if isReached { try network.drive(neurons, with: PoissonInput(hertz: 50, weight: 0.1)) }
      var run = try network.run(seed: 4)
      return try run.spikes(of: neurons, until: 1)
    }
    for isReached in [false, true] {
      let found = try spikes([20, 0, 30], isReached: isReached)
      let without = try spikes([20, 1e-9, 30], isReached: isReached)
      #expect(found == without && found.count > 30 && !found.contains { $0.neuron == 1 })
    }
  }

  @Test("Bounds are what they say") func boundsAreWhatTheySay() {
    let soft = MembraneBound.soft(lower: -8, upper: 10)
    for value in [-20.0, -8, -1, 0, 3.5, 9.9, 10, 12, 400] {
      let expected = 10 - log1p(exp(-abs(10 - max(value, -8)))) - max(10 - max(value, -8), 0)
      #expect(abs(soft(value) - expected) < 1e-14)
    }
    #expect(MembraneBound.hard(lower: -1, upper: 2)(5) == 2)
    #expect(MembraneBound.hard(lower: -1, upper: 2)(-5) == -1)
    #expect(MembraneBound.hard(lower: -1, upper: 2)(.nan).isNaN)
    #expect(MembraneBound.none(7) == 7)
  }
}
