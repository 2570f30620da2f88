// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import InterspikeTesting
import Networks
import Randomness
import SpikeTrains
import Testing

/// Shot noise: the membrane of a neuron without threshold under Poisson input.
///
/// ```
/// mean = τ Σ w r        variance = τ/2 Σ w² r
/// ```
/// N. R. Campbell, Proc. Camb. Phil. Soc. 15 (1909) 117–136; S. O. Rice, Bell Syst. Tech. J. 23 (1944) 282.
@Suite struct CampbellTests {
  private static let timeConstant = 0.02
  private static let inputs: [(hertz: Double, weight: Double)] = [(800, 0.3), (100, -0.5)]
  private static let mean = inputs.map { timeConstant * $0.weight * $0.hertz }.reduce(0, +)
  private static let variance = inputs.map {
    timeConstant / 2 * $0.weight * $0.weight * $0.hertz
  }.reduce(0, +)

  /// Independent potentials: of every neuron, 12 time constants apart.
  private func potentials() throws -> [Double] {
    var network = try Network(windowDuration: 0.0015)
    let cells = try network.add(cells(2000, threshold: .infinity), named: "cells")
    for input in Self.inputs {
      try network.drive(cells, with: PoissonInput(hertz: input.hertz, weight: input.weight))
    }
    var run = try network.run(seed: 11)
    var monitor = StateMonitor(of: "potential", in: cells, windowsPerSample: 160)
    while let slice = try run.next(before: 2.5) {
      #expect(slice[cells].isEmpty)
      try monitor.observe(run)
    }
    return monitor.samples.flatMap { $0 }
  }

  @Test("Mean and variance of the membrane are Campbell's, within three standard errors")
  func meanAndVarianceOfMembrane()
    throws
  {
    let potentials = try potentials()
    #expect(potentials.count == 20_000)
    let mean = try #require(meanTest(potentials, mean: Self.mean))
    #expect(abs(mean.statistic) < 3, "\(mean)")
    let squares = potentials.map { ($0 - Self.mean) * ($0 - Self.mean) }
    let variance = try #require(meanTest(squares, mean: Self.variance))
    #expect(abs(variance.statistic) < 3, "\(variance)")
    // The test is sharp enough for a rate that is 1 % and a variance that is 10 % off.
    let slow = try #require(meanTest(potentials, mean: 1.01 * Self.mean))
    #expect(abs(slow.statistic) > 3, "\(slow)")
    let wide = try #require(meanTest(squares, mean: 1.1 * Self.variance))
    #expect(abs(wide.statistic) > 3, "\(wide)")
  }

  @Test("At most one spike a step is told apart") func atMostOneSpikeStep() throws {
    // What many simulators draw: u < r·dt, here in steps of half a millisecond.
    let step = 0.0005
    let decay = exp(-step / Self.timeConstant)
    let key = SeedSequence(12).key(for: "bernoulli")
    let potentials = (0..<20_000).map { neuron in
      var draws = PhiloxDraws(key: key, neuron, 0, 0)
      return (0..<480).reduce(Self.mean) { potential, _ in
        Self.inputs.reduce(potential * decay) {
          $0 + (draws.uniform() < $1.hertz * step ? $1.weight : 0)
        }
      }
    }
    let squares = potentials.map { ($0 - Self.mean) * ($0 - Self.mean) }
    let variance = try #require(meanTest(squares, mean: Self.variance))
    #expect(abs(variance.statistic) > 3, "\(variance)")
    let mean = try #require(meanTest(potentials, mean: Self.mean))
    #expect(abs(mean.statistic) > 3, "\(mean)")
  }
}
