// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Networks
import SpikeTrains
import Testing

/// Closed forms, states that continue, and parameters that are refused.
@Suite struct MembraneTests {
  private func network(
    _ model: some NeuronModel, weight: Double = 0, at times: [Double] = []
  ) throws -> (network: Network, cells: Population) {
    var network = try Network(windowDuration: 0.001)
    let source = try network.add(
      ReplayNeurons(SpikeRaster([SpikeTrain(times: times, interval: 0..<10)], interval: 0..<10)),
      named: "source")
    let cells = try network.add(model, named: "cells")
    try network.connect(
      source, to: cells, .dense, weights: .constant(weight), delays: .constant(0.001))
    return (network, cells)
  }

  @Test("The potential after an alpha current is its closed form")
  func potentialAfterAlphaCurrent() throws {
    let (membrane, synapse, weight) = (0.02, 0.004, 5.0)
    let (plan, cell) = try network(
      SynapticIntegrateAndFire(
        membrane: cells(1, threshold: .infinity),
        synapses: .currents(
          .alpha, excitatoryTimeConstant: synapse, inhibitoryTimeConstant: 0.01)),
      weight: weight, at: [0.0023])
    var run = try plan.run(seed: 1)
    let k = 1 / membrane - 1 / synapse
    let scale = weight * exp(1) / (membrane * synapse)
    var largest = 0.0
    while let slice = try run.next(before: 0.1) {
      let t = slice.interval.upperBound - 0.0033
      guard t > 0 else { continue }
      let (slow, fast) = (exp(-t / membrane), exp(-t / synapse))
      let expected = scale * (t * fast / k - (fast - slow) / (k * k))
      let found = try run.values(of: "potential", in: cell)[0]
      #expect(abs(found - expected) < 1e-12)
      largest = max(largest, found)
      let current = try run.values(of: "excitation", in: cell)[0]
      #expect(abs(current - weight * t / synapse * exp(1 - t / synapse)) < 1e-12)
    }
    #expect(largest > 1, "the potential rose")
  }

  @Test("A steady drive fires at the intervals of its closed form")
  func steadyDriveFiresAtItsIntervals() throws {
    let (plan, cell) = try network(
      SynapticIntegrateAndFire(membrane: cells(1), synapses: .delta))
    var run = try plan.run(seed: 1)
    try run.setDrive([25], of: cell)
    let times = try run.spikes(of: cell, until: 1).map(\.time)
    let first = 0.02 * log(25.0 / 5)
    let interval = 0.002 + 0.02 * log(15.0 / 5)
    #expect(times.count == 1 + Int((1 - first) / interval))
    for (place, time) in times.enumerated() {
      #expect(abs(time - first - Double(place) * interval) < 1e-12)
    }
  }

  @Test("With one time constant the neurons are those of exponential currents in closed form")
  func oneTimeConstantIsTheClosedForm() throws {
    let times = (0..<600).map { Double($0) * 0.00163 + 0.00001 * Double($0 % 7) }
    let membrane = try cells(1)
    let found = try [
      network(
        SynapticIntegrateAndFire(
          membrane: membrane,
          synapses: .currents(
            .exponential, excitatoryTimeConstant: 0.005, inhibitoryTimeConstant: 0.005)),
        weight: 8, at: times),
      network(
        ExponentialCurrentNeurons(membrane: membrane, synapticTimeConstant: 0.005), weight: 8,
        at: times),
    ].map { plan, cell in
      var run = try plan.run(seed: 1)
      return try run.spikes(of: cell, until: 1).map(\.time)
    }
    #expect(found[0].count > 10 && found[0].count == found[1].count)
    #expect(zip(found[0], found[1]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// V may touch the threshold between two ends below it: a current that ends just above and just below.
  @Test("A maximum just above the threshold fires, one just below does not")
  func maximumAtThreshold() throws {
    func count(_ threshold: Double) throws -> Int {
      let (plan, cell) = try network(
        SynapticIntegrateAndFire(
          membrane: LeakyIntegrateAndFire(
            neurons: 1, membraneTimeConstant: 0.02, threshold: threshold, reset: -1),
          synapses: .currents(
            .exponential, excitatoryTimeConstant: 0.0001, inhibitoryTimeConstant: 0.0001)),
        weight: 1000, at: [0.0002])
      var run = try plan.run(seed: 1)
      return try run.spikes(of: cell, until: 0.01).count
    }
    // k c (e^(−t/τ_s) − e^(−t/τ_m)) at its extremum.
    let (slow, fast) = (0.02, 0.0001)
    let time = log(slow / fast) / (1 / fast - 1 / slow)
    let highest = 1000 * fast / (fast - slow) * (exp(-time / fast) - exp(-time / slow))
    #expect(try count(highest * (1 - 1e-11)) == 1)
    #expect(try count(highest * (1 + 1e-11)) == 0)
  }

  @Test("A saved state of such neurons continues to the bit") func savedStateContinues() throws {
    let models: [(any NeuronModel, weight: Double)] = try [
      (
        SynapticIntegrateAndFire(
          membrane: cells(3),
          synapses: .conductances(
            .alpha, excitatoryTimeConstant: 0.004, inhibitoryTimeConstant: 0.01,
            excitatoryReversal: 60, inhibitoryReversal: -10)), 0.4
      ), (IzhikevichNeurons(neurons: 3, initialPotentials: .uniform(-70...(-50))), 10),
      (
        AdaptivePoissonNeurons(
          neurons: 3, initialMembranes: .constant(4), thresholdJump: 1,
          thresholdTimeConstant: 0.05), 0.003
      ),
    ]
    for (model, weight) in models {
      let (plan, cell) = try network(
        model, weight: weight, at: (0..<300).map { Double($0) * 0.001 })
      var whole = try plan.run(seed: 3)
      let expected = try whole.spikes(of: cell, until: 0.3)
      var first = try plan.run(seed: 3)
      var found = try first.spikes(of: cell, until: 0.1)
      let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("membranes-\(UInt64.random(in: 0...UInt64.max))").path
      defer { try? FileManager.default.removeItem(atPath: path) }
      try first.state.write(to: path)
      var second = try plan.run(resuming: NetworkState(path: path))
      found += try second.spikes(of: cell, until: 0.3)
      #expect(found == expected && expected.count > 2, "\(type(of: model)): \(expected.count)")
      #expect(second.state == whole.state)
    }
  }

  @Test("Parameters out of their domains are refused") func parametersAreRefused() throws {
    func adex(
      slope: Double = 2, peak: Double = 0, tau: Double = 0.1, jump: Double = 1
    ) throws {
      _ = try AdaptiveExponentialNeurons(
        neurons: 1, membraneTimeConstant: 0.01, restingPotential: -70, slopeFactor: slope,
        softThreshold: -50, peak: peak, reset: -60, adaptationTimeConstant: tau, coupling: 0,
        jump: jump)
    }
    for work in [
      { try adex(slope: 0) }, { try adex(peak: -55) }, { try adex(peak: 351) },
      { try adex(tau: -1) }, { try adex(jump: .nan) },
      { _ = try IzhikevichNeurons(neurons: 1, reset: 30) },
      { _ = try IzhikevichNeurons(neurons: 1, recoveryRate: 0) },
      {
        _ = try SynapticDynamics.currents(
          .alpha, excitatoryTimeConstant: 0, inhibitoryTimeConstant: 1)
      },
      {
        _ = try SynapticDynamics.conductances(
          .alpha, excitatoryTimeConstant: 1, inhibitoryTimeConstant: 1,
          excitatoryReversal: .infinity, inhibitoryReversal: 0)
      },
      {
        _ = try AdaptivePoissonNeurons(
          neurons: 1, initialMembranes: .constant(0), thresholdJump: 1, thresholdTimeConstant: 0)
      },
    ] as [() throws -> Void] {
      #expect(throws: NetworkError.self) { try work() }
    }
    // A membrane that leaves the numbers is named: a conductance below 0 cannot be, a current can explode AdEx.
    let (plan, cell) = try network(IzhikevichNeurons(neurons: 1, coupling: -1e300))
    var run = try plan.run(seed: 1)
    #expect(throws: NetworkError.self) { try run.spikes(of: cell, until: 1) }
  }
}
