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

  @Test("Mean and variance of the membrane are Campbell's")
  func meanAndVarianceOfMembraneAreCampbell() throws {
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

  @Test("Thresholds are crossed where the solution crosses them")
  func thresholdsAreCrossedWhereSolution() throws {
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
      let expected = reference(
        to: sent.map { $0.time + 0.001 }.filter { $0 < 1 }, weight: 2.7, drive: drive, until: 1)
      let found = fired.filter { $0.neuron == cell }.map(\.time)
      #expect(expected.count > 3 && found.count == expected.count, "cell \(cell)")
      let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 1
      #expect(worst < 1e-9, "cell \(cell): \(worst) s beside the scan")
    }
  }

  /// The spikes of a neuron whose solution is scanned for the threshold in steps of 5 µs.
  private func reference(
    to arrivals: [Double], weight: Double, drive: Double, until end: Double
  ) -> [Double] {
    let k = Self.synapse / (Self.synapse - Self.membrane)
    var (potential, current, now, wake) = (0.0, 0.0, 0.0, 0.0)
    var spikes: [Double] = []
    func value(_ t: Double) -> Double {
      drive + (potential - drive - k * current) * exp(-t / Self.membrane)
        + k * current * exp(-t / Self.synapse)
    }
    for (index, border) in (arrivals + [end]).enumerated() {
      while now < border {
        var (low, high) = (0.0, min(border, max(wake, now)) - now)
        let isPaused = now < wake
        if !isPaused {
          repeat {
            low = high
            high = min(high + 5e-6, border - now)
          } while value(high) < 20 && high < border - now
        }
        let fires = !isPaused && value(high) >= 20
        if fires {
          for _ in 0..<60 {
            let middle = (low + high) / 2
            if value(middle) < 20 { low = middle } else { high = middle }
          }
        }
        let next = isPaused ? potential : fires ? 10 : value(high)
        current *= exp(-high / Self.synapse)
        potential = next
        now = !fires && high >= border - now ? border : now + high
        if fires {
          spikes.append(now)
          wake = now + 0.002
        }
      }
      if index < arrivals.count { current += weight }
    }
    return spikes
  }

  @Test("Exact times do not depend on the windows") func exactTimesDoNotDepend() throws {
    func spikes(_ window: Double) throws -> [Spike] {
      var network = try Network(windowDuration: window)
      let clocks = try network.add(cells(10), named: "clocks")
      let cells = try network.add(neurons(20), named: "cells")
      try network.connect(
        clocks, to: cells, .dense, weights: .uniform(8...16), delays: .uniform(0.001...0.006))
      var run = try network.run(seed: 3)
      try run.setDrive((0..<10).map { 21 + Double($0) }, of: clocks)
      return try run.spikes(of: cells, until: 0.5)
    }
    let (coarse, fine) = (try spikes(0.001), try spikes(0.0001))
    #expect(coarse.count > 50 && coarse.map(\.neuron) == fine.map(\.neuron))
    #expect((zip(coarse, fine).map { abs($0.time - $1.time) }.max() ?? 1) < 1e-10)
  }

  @Test("Time constants that cannot be told apart are refused") func timeConstantsThatCannot()
    throws
  {
    for value in [0.02, 0.020001, 0, -1, .nan] {
      #expect(throws: NetworkError.self) {
        try ExponentialCurrentNeurons(membrane: cells(1), synapticTimeConstant: value)
      }
    }
  }
}
