// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import InterspikeTesting
import Networks
import SpikeTrains
import Testing

/// Neurons that fire at random below a threshold that their spikes raise.
@Suite struct AdaptivePoissonTests {
  private let jump = 0.8
  private let timeConstant = 0.03
  private let membrane = log(60.0)

  private func spikes(jump: Double, until end: Double, window: Double = 0.01) throws -> [[Double]] {
    var network = try Network(windowDuration: window)
    let cells = try network.add(
      AdaptivePoissonNeurons(
        neurons: 20, initialMembranes: .constant(membrane), thresholdJump: jump,
        thresholdTimeConstant: timeConstant), named: "cells")
    var run = try network.run(seed: 12)
    var times = [[Double]](repeating: [], count: 20)
    for spike in try run.spikes(of: cells, until: end) { times[spike.neuron].append(spike.time) }
    return times
  }

  /// ∫ e^(u − h) from spike to spike, by Simpson's rule, with the threshold of `jump`.
  private func rescaled(_ times: [Double], jump: Double) -> [Double] {
    var (height, last, found): (Double, Double, [Double]) = (0, 0, [])
    for time in times {
      let steps = 40
      let width = (time - last) / Double(steps)
      let rates = (0...steps).map {
        exp(membrane - height * exp(-Double($0) * width / timeConstant))
      }
      let inner = (1..<steps).reduce(0) { $0 + rates[$1] * ($1.isMultiple(of: 2) ? 2 : 4) }
      found.append((rates[0] + inner + rates[steps]) * width / 3)
      height = height * exp(-(time - last) / timeConstant) + jump
      last = time
    }
    return found
  }

  /// The time-rescaling theorem; 20 trains of some 200 spikes.
  @Test("Integrals of the rate between spikes are exponential")
  func integralsOfTheRateAreExponential() throws {
    let times = try spikes(jump: jump, until: 8)
    let intervals = times.flatMap { rescaled($0, jump: jump) }
    #expect(intervals.count > 2000)
    expectLaw(kolmogorovSmirnov(intervals) { 1 - exp(-$0) }, "rescaled intervals")
    let ignorant = times.flatMap { rescaled($0, jump: 0) }
    expectBroken(kolmogorovSmirnov(ignorant) { 1 - exp(-$0) }, "without the threshold")
  }

  @Test("The law does not depend on the windows") func lawDoesNotDependOnWindows() throws {
    let intervals = try spikes(jump: jump, until: 8, window: 0.5).flatMap {
      rescaled($0, jump: jump)
    }
    expectLaw(kolmogorovSmirnov(intervals) { 1 - exp(-$0) }, "rescaled intervals")
  }

  @Test("Without a jump these are the Poisson neurons of the same draws")
  func withoutJumpThesePoisson() throws {
    let found = try spikes(jump: 0, until: 3)
    var network = try Network(windowDuration: 0.01)
    let cells = try network.add(
      PoissonNeurons(neurons: 20, initialMembranes: .constant(membrane)), named: "cells")
    var run = try network.run(seed: 12)
    var times = [[Double]](repeating: [], count: 20)
    for spike in try run.spikes(of: cells, until: 3) { times[spike.neuron].append(spike.time) }
    #expect(found.map(\.count) == times.map(\.count))
    // Their rates are Float.
    for (one, other) in zip(found, times) {
      #expect(zip(one, other).allSatisfy { abs($0 - $1) < 1e-8 })
    }
  }

  @Test("A rate that would never end is refused") func endlessRateIsRefused() throws {
    var network = try Network(windowDuration: 0.1)
    let cells = try network.add(
      AdaptivePoissonNeurons(
        neurons: 1, initialMembranes: .constant(5), thresholdJump: -1, thresholdTimeConstant: 10),
      named: "cells")
    var run = try network.run(seed: 12)
    #expect(throws: NetworkError.self) { try run.spikes(of: cells, until: 1) }
  }
}
