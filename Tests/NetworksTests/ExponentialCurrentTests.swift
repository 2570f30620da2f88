// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import InterspikeTesting
import Networks
import SpikeTrains
import Testing

/// Neurons whose synapses send currents.
@Suite struct ExponentialCurrentTests {
  private static let (membrane, synapse) = (0.02, 0.005)

  private func neurons(_ count: Int, threshold: Double = 20) throws -> ExponentialCurrentNeurons {
    try ExponentialCurrentNeurons(
      membrane: cells(count, threshold: threshold), synapticTimeConstant: Self.synapse)
  }

  @Test func `mean and variance of the membrane are Campbell's`() throws {
    // The response to an arrival is k(e^(−t/τ_s) − e^(−t/τ_m)): integrals τ_s and τ_s²/2(τ_s + τ_m).
    var network = try Network(windowDuration: 0.002)
    let cells = try network.add(neurons(500, threshold: .infinity), named: "cells")
    let inputs: [(hertz: Double, weight: Double)] = [(2000, 1), (300, -2)]
    for input in inputs {
      try network.drive(cells, with: PoissonInput(hertz: input.hertz, weight: input.weight))
    }
    var run = try network.run(seed: 21)
    var monitor = StateMonitor(of: "potential", in: cells, windowsPerSample: 150)
    while try run.next(before: 1.5) != nil { try monitor.observe(run) }
    let potentials = monitor.samples.flatMap { $0 }
    let mean = inputs.map { Self.synapse * $0.weight * $0.hertz }.reduce(0, +)
    let integral = Self.synapse * Self.synapse / (2 * (Self.synapse + Self.membrane))
    let variance = inputs.map { integral * $0.weight * $0.weight * $0.hertz }.reduce(0, +)
    expectLaw(meanTest(potentials, mean: mean), "mean")
    let squares = potentials.map { ($0 - mean) * ($0 - mean) }
    expectLaw(meanTest(squares, mean: variance), "variance")
    expectBroken(meanTest(squares, mean: 1.4 * variance), "variance of delta synapses or others")
  }

  @Test func `thresholds are crossed where the solution crosses them`() throws {
    var network = try Network(windowDuration: 0.001)
    let sources = try network.add(
      PoissonNeurons(rates: [Rate](repeating: 30, count: 60)), named: "sources")
    let cells = try network.add(neurons(4), named: "cells")
    try network.connect(
      sources, to: cells, .dense, weights: .constant(2.7), delays: .constant(0.001))
    var run = try network.run(seed: 6)
    let drives = [0.0, 3, -2, 22]
    try run.setDrive(drives, of: cells)
    var (sent, fired): ([Spike], [Spike]) = ([], [])
    while let slice = try run.next(before: 1) {
      sent += slice[sources]
      fired += slice[cells]
    }
    for (cell, drive) in drives.enumerated() {
      // Exact propagation on a fine grid, the threshold looked at in every step.
      let step = 2e-6
      let (decay, fade) = (exp(-step / Self.membrane), exp(-step / Self.synapse))
      let k = Self.synapse / (Self.synapse - Self.membrane)
      var (potential, current, wake, next) = (0.0, 0.0, 0.0, 0)
      var expected: [Double] = []
      for tick in 0..<500_000 {
        let time = Double(tick) * step
        while next < sent.count, sent[next].time + 0.001 <= time {
          current += 2.7
          next += 1
        }
        if time >= wake {
          potential = drive + (potential - drive - k * current) * decay + k * current * fade
          if potential >= 20 {
            expected.append(time)
            (potential, wake) = (10, time + 0.002)
          }
        }
        current *= fade
      }
      let found = fired.filter { $0.neuron == cell }.map(\.time)
      #expect(expected.count > 3 && found.count == expected.count, "cell \(cell)")
      let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 1
      #expect(worst < 5e-5, "cell \(cell): \(worst) s beside the grid")
    }
  }

  @Test func `exact times do not depend on the windows`() throws {
    func spikes(_ window: Double) throws -> [Spike] {
      var network = try Network(windowDuration: window)
      let clocks = try network.add(cells(10), named: "clocks")
      let cells = try network.add(neurons(20), named: "cells")
      try network.connect(
        clocks, to: cells, .dense, weights: .uniform(4...9), delays: .uniform(0.001...0.006))
      var run = try network.run(seed: 3)
      try run.setDrive((0..<10).map { 21 + Double($0) }, of: clocks)
      return try run.spikes(of: cells, until: 0.5)
    }
    let (coarse, fine) = (try spikes(0.001), try spikes(0.0001))
    #expect(coarse.count > 50 && coarse.map(\.neuron) == fine.map(\.neuron))
    #expect((zip(coarse, fine).map { abs($0.time - $1.time) }.max() ?? 1) < 1e-10)
  }

  @Test func `time constants that cannot be told apart are refused`() throws {
    for value in [0.02, 0.020001, 0, -1, .nan] {
      #expect(throws: NetworkError.self) {
        try ExponentialCurrentNeurons(membrane: cells(1), synapticTimeConstant: value)
      }
    }
  }
}
