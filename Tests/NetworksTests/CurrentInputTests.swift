// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import InterspikeTesting
import Networks
import Randomness
import SpikeTrains
import Testing

/// Currents from outside: membranes follow them exactly, wherever they change.
@Suite struct CurrentInputTests {
  private static let tau = 0.02
  private static func membrane() throws -> LeakyIntegrateAndFire {
    try LeakyIntegrateAndFire(
      neurons: 3, membraneTimeConstant: tau, threshold: 20, reset: 0, refractoryTime: 0.002)
  }
  /// Three leaky kinds of neurons, which all do the same without spikes.
  private static func leaky() throws -> [any NeuronModel] {
    [
      try membrane(),
      try ExponentialCurrentNeurons(membrane: membrane(), synapticTimeConstant: 0.005),
      SynapticIntegrateAndFire(
        membrane: try membrane(),
        synapses: try .conductances(
          .alpha, excitatoryTimeConstant: 0.004, inhibitoryTimeConstant: 0.01,
          excitatoryReversal: 60, inhibitoryReversal: -20)),
    ]
  }
  private static let times = [0.00313, 0.00356, 0.0104]
  private static let rows = [[12.0, -5, 19.9], [3, 3, 3], [0, 8, -4]]

  private func network(
    of model: some NeuronModel, window: Double, _ currents: [CurrentInput]
  ) throws -> (Network, Population) {
    var network = try Network(windowDuration: window)
    let cells = try network.add(model, named: "cells")
    for current in currents { try network.drive(cells, with: current) }
    return (network, cells)
  }

  @Test("Potentials are those of the closed form, at any window", arguments: [0, 1, 2])
  func closedForm(_ kind: Int) throws {
    let current = CurrentInput.steps(try SteppedValues(Self.rows, at: Self.times))
    for window in [0.001, 0.0007, 0.005] {
      let (network, cells) = try network(of: Self.leaky()[kind], window: window, [current])
      var run = try network.run(seed: 1)
      try run.setDrive([1, 1, 1], of: cells)
      while try run.next(before: 0.0175) != nil {}
      let found = try run.values(of: "potential", in: cells)
      for neuron in 0..<3 {
        var (potential, time, level) = (0.0, 0.0, 1.0)
        func advance(to end: Double) {
          potential = level + (potential - level) * exp(-(end - time) / Self.tau)
          time = end
        }
        for (change, row) in zip(Self.times, Self.rows) {
          advance(to: change)
          level = 1 + row[neuron]
        }
        advance(to: run.time)
        #expect(abs(found[neuron] - potential) < 1e-12, "\(found[neuron]) at \(window)")
        // A change put off to the next window would be seen.
        #expect(abs(found[neuron] - 1) > 1e-3)
      }
      #expect(try run.values(of: "drive", in: cells) == [1, 1, 1])
    }
  }

  @Test(
    "A neuron fires where the closed form crosses its threshold, and again after its refractory time"
  )
  func crossing() throws {
    let current = CurrentInput.steps(try SteppedValues([[25], [0]], at: [0.0123, 0.08]))
    for model in try Self.leaky() {
      let (network, cells) = try network(of: model, window: 0.001, [current])
      var run = try network.run(seed: 1)
      let spikes = try run.spikes(of: cells, until: 0.2).filter { $0.neuron == 0 }
      let interval = Self.tau * log(25.0 / 5)
      let expected = [0.0123 + interval, 0.0123 + 2 * interval + 0.002]
      #expect(spikes.count == 2)
      #expect(zip(spikes, expected).allSatisfy { abs($0.time - $1) < 1e-12 })
    }
  }

  @Test("Spikes and currents add up where membranes are linear") func superposition() throws {
    func potentials(isDriven: Bool, receives: Bool) throws -> Double {
      var network = try Network(windowDuration: 0.002)
      let cells = try network.add(Self.membrane(), named: "cells")
      if isDriven {
        try network.drive(cells, with: .steps(SteppedValues(Self.rows, at: Self.times)))
      }
      if receives {
        let sources = try network.add(ReplayNeurons(neurons: 1), named: "sources")
        try network.connect(
          sources, to: cells, .dense, weights: .constant(2), delays: .constant(0.002))
        var run = try network.run(seed: 1)
        // They arrive before, at and after changes within a window.
        for times in [[0.0003, 0.0014], [0.00256], [], [], [0.0084]] {
          _ = try run.next(firing: [(sources, times.map { Spike(time: $0, neuron: 0) })])
        }
        while try run.next(before: 0.012) != nil {}
        return try run.values(of: "potential", in: cells)[1]
      }
      var run = try network.run(seed: 1)
      while try run.next(before: 0.012) != nil {}
      return try run.values(of: "potential", in: cells)[1]
    }
    let both = try potentials(isDriven: true, receives: true)
    let current = try potentials(isDriven: true, receives: false)
    let spikes = try potentials(isDriven: false, receives: true)
    #expect(abs(both - (current + spikes)) < 1e-12 && spikes > 3 && abs(current) > 0.1)
  }

  @Test("Neurons without closed form do with a current what drives at the borders of windows do")
  func nonlinear() throws {
    let models: [any NeuronModel] = [
      try AdaptiveExponentialNeurons(
        neurons: 2, membraneTimeConstant: 0.01, restingPotential: -70, slopeFactor: 2,
        softThreshold: -50, peak: 20, reset: -60, adaptationTimeConstant: 0.1, coupling: 0.1,
        jump: 2),
      try IzhikevichNeurons(neurons: 2),
    ]
    for model in models {
      let level = model is IzhikevichNeurons ? 12.0 : 35
      let current = CurrentInput.steps(
        try SteppedValues([[level, level / 2], [level / 3, 2 * level]], at: [0.002, 0.014]))
      let (driven, cells) = try network(of: model, window: 0.0015, [current])
      var run = try driven.run(seed: 1)
      let found = try run.spikes(of: cells, until: 0.06)
      let (plain, others) = try network(of: model, window: 0.002, [])
      var stepped = try plain.run(seed: 1)
      var expected = try stepped.spikes(of: others, until: 0.002)
      try stepped.setDrive([level, level / 2], of: others)
      expected += try stepped.spikes(of: others, until: 0.014)
      try stepped.setDrive([level / 3, 2 * level], of: others)
      expected += try stepped.spikes(of: others, until: 0.06)
      #expect(found.count == expected.count && found.count > 3)
      #expect(
        zip(found, expected).allSatisfy { $0.neuron == $1.neuron && abs($0.time - $1.time) < 1e-9 })
    }
  }

  @Test("Noise has its mean and variance, and is the same in windows of any length")
  func noise() throws {
    let noise = try CurrentInput.noise(mean: 7, standardDeviation: 5, step: 0.0013)
    let membrane = try LeakyIntegrateAndFire(
      neurons: 4000, membraneTimeConstant: Self.tau, threshold: .infinity, reset: 0,
      initialPotentials: .constant(7))
    func potentials(window: Double, _ currents: [CurrentInput]) throws -> [Double] {
      let (network, cells) = try network(of: membrane, window: window, currents)
      var run = try network.run(seed: 9, threads: 2)
      while try run.next(before: 0.26) != nil {}
      return try run.values(of: "potential", in: cells)
    }
    let found = try potentials(window: 0.001, [noise])
    // 200 whole steps: V ← a V + (1 − a) I, a = e^(−step/τ), from V = 7 on.
    let decay = exp(-0.0013 / Self.tau)
    let variance =
      25 * (1 - decay) * (1 - decay) * (1 - pow(decay, 400)) / (1 - decay * decay)
    expectLaw(meanTest(found, mean: 7), "mean")
    expectBroken(meanTest(found, mean: 7.2), "another mean")
    expectLaw(meanTest(found.map { ($0 - 7) * ($0 - 7) }, mean: variance), "variance")
    // White noise of the same deviation a step would have twice this.
    expectBroken(
      meanTest(found.map { ($0 - 7) * ($0 - 7) }, mean: 1.2 * variance), "another variance")
    let other = try potentials(window: 0.0026, [noise])
    #expect(zip(found, other).allSatisfy { abs($0 - $1) < 1e-11 })
    // A second noise is independent of the first.
    let two = try potentials(window: 0.001, [noise, noise])
    expectLaw(meanTest(two.map { ($0 - 14 + 7 * pow(decay, 200)) }, mean: 0), "mean of two")
    let excess = zip(two, found).map { $0 - $1 - 7 }
    expectLaw(
      meanTest(zip(excess, found).map { $0 * ($1 - 7) }, mean: 0), "covariance of two noises")
    expectBroken(
      meanTest(zip(two, found).map { ($0 - 14) * ($1 - 7) }, mean: 0), "of one with the sum")
  }

  @Test("A value of noise is the draw of its address") func address() throws {
    let (network, cells) = try network(
      of: Self.membrane(), window: 0.001,
      [.noise(mean: 1, standardDeviation: 0.5, step: 0.0025)])
    var run = try network.run(seed: 11, trial: 4)
    while try run.next(before: 0.004) != nil {}
    let key = SeedSequence(11).key(for: Purpose("network/cells/current/0"))
    for (neuron, found) in try run.values(of: "potential", in: cells).enumerated() {
      var potential = 0.0
      for (step, duration) in [(0, 0.0025), (1, 0.0015)] {
        var draws = PhiloxDraws(key: key, neuron, 4, step)
        let level = 1 + 0.5 * draws.normal()
        potential = level + (potential - level) * exp(-duration / Self.tau)
      }
      #expect(abs(found - potential) < 1e-14, "\(found) \(potential)")
    }
  }

  @Test("Neurons without a membrane, and values of other shapes, are refused") func refusals()
    throws
  {
    var network = try Network(windowDuration: 0.001)
    let random = try network.add(PoissonNeurons(rates: [5, 5]), named: "random")
    let cells = try network.add(Self.membrane(), named: "cells")
    let two = CurrentInput.steps(try SteppedValues([[1, 2]], at: [0]))
    #expect(throws: NetworkError.takesNoCurrent("random")) { try network.drive(random, with: two) }
    #expect(throws: NetworkError.self) { try network.drive(cells, with: two) }
    #expect(throws: NetworkError.self) {
      try network.drive(cells, with: .noise(mean: 0, standardDeviation: 1, step: 1e-7))
    }
    for (deviation, step) in [(-1, 1), (.nan, 1), (1, 0), (1, .infinity)] as [(Double, Double)] {
      #expect(throws: NetworkError.self) {
        try CurrentInput.noise(mean: 0, standardDeviation: deviation, step: step)
      }
    }
  }
}
