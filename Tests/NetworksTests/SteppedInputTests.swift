// SPDX-License-Identifier: GPL-3.0-or-later

import InterspikeTesting
import Networks
import SpikeTrains
import Testing

/// Poisson inputs whose rates change: counts and times have the law of the table, wherever steps begin.
@Suite struct SteppedInputTests {
  /// Neurons that fire at every arrival.
  private func relayed(
    _ input: PoissonInput, neurons: Int, until end: Double, windowDuration: Double = 0.001,
    threads: Int = 1
  ) throws -> [Spike] {
    var network = try Network(windowDuration: windowDuration)
    let relays = try network.add(
      LeakyIntegrateAndFire(neurons: neurons, membraneTimeConstant: 1, threshold: 0.5, reset: 0),
      named: "relays")
    try network.drive(relays, with: input)
    var run = try network.run(seed: 5, threads: threads)
    return try run.spikes(of: relays, until: end)
  }

  /// 40, 1000 and then 200 Hz; steps end within windows.
  private static let table = [(0.0, 40.0), (0.0103, 1000.0), (0.0206, 200.0)]
  private static func expected(until time: Double) -> Double {
    let ends = table.dropFirst().map(\.0) + [Double.infinity]
    return zip(table, ends).reduce(0) { sum, step in
      sum + max(0, min(time, step.1) - step.0.0) * step.0.1
    }
  }
  private static func input() throws -> PoissonInput {
    try PoissonInput(hertz: SteppedValues(table.map { [$0.1] }, every: 0.0103), weight: 1)
  }

  @Test("Counts and times have the law of the table, also where steps end within windows")
  func law() throws {
    // The second duration leaves the steps whole within long windows.
    for duration in [0.001, 0.025] {
      let spikes = try relayed(
        Self.input(), neurons: 1000, until: 0.05, windowDuration: duration)
      let mean = Self.expected(until: 0.05)
      expectLaw(poissonTotal(spikes.count, mean: 1000 * mean), "count")
      expectBroken(poissonTotal(spikes.count, mean: 1000 * mean * 1.1), "a tenth more")
      let times = spikes.map(\.time)
      expectLaw(
        kolmogorovSmirnov(times) { Self.expected(until: $0) / mean }, "times by the table")
      expectBroken(kolmogorovSmirnov(times) { $0 / 0.05 }, "times at a steady rate")
      // Steps that would begin a window too late.
      expectBroken(
        kolmogorovSmirnov(times) { Self.expected(until: max(0, $0 - 0.001)) / mean }, "late steps")
    }
  }

  @Test("Counts of a window in which rates change are Poisson")
  func countsArePoisson() throws {
    let spikes = try relayed(Self.input(), neurons: 3000, until: 0.025, windowDuration: 0.025)
    var counts = [Int](repeating: 0, count: 3000)
    for spike in spikes { counts[spike.neuron] += 1 }
    expectLaw(poissonLaw(counts, mean: Self.expected(until: 0.025)), "counts")
    expectBroken(poissonLaw(counts, mean: 1.1 * Self.expected(until: 0.025)), "other counts")
  }

  @Test("Neurons have rates of their own, and silence is silent") func neuronsHaveRates() throws {
    let input = try PoissonInput(
      hertz: SteppedValues([[0, 500], [0, 0], [0, 700]], at: [0.0105, 0.0205, 0.0302]), weight: 1)
    let spikes = try relayed(input, neurons: 2, until: 0.06)
    #expect(spikes.count > 10 && spikes.allSatisfy { $0.neuron == 1 })
    #expect(
      spikes.allSatisfy { (0.0105..<0.0205).contains($0.time) || $0.time >= 0.0302 })
  }

  @Test("A table that does not change draws what a rate draws; threads change nothing")
  func constantTable() throws {
    let table = try PoissonInput(hertz: SteppedValues([[300], [300]], every: 0.0073), weight: 1)
    let found = try relayed(table, neurons: 2000, until: 0.03)
    let rate = try relayed(PoissonInput(hertz: 300, weight: 1), neurons: 2000, until: 0.03)
    #expect(found.count == rate.count && found.count > 1000)
    #expect(
      zip(found, rate).allSatisfy { $0.neuron == $1.neuron && abs($0.time - $1.time) < 1e-12 })
    #expect(try relayed(table, neurons: 2000, until: 0.03, threads: 2) == found)
  }

  @Test("What cannot be a table is refused") func refusals() throws {
    func refusal(_ body: () throws -> Void) -> String {
      do {
        try body()
        return "nothing was refused"
      } catch { return "\(error)" }
    }
    #expect(
      refusal { _ = try SteppedValues([[1], [1, 2]], every: 1) }.contains("2 values in a step"))
    #expect(refusal { _ = try SteppedValues([[1]], every: 0) }.contains("duration of a step"))
    #expect(refusal { _ = try SteppedValues([], every: 1) }.contains("at least one step"))
    #expect(refusal { _ = try SteppedValues([[.nan]], every: 1) }.contains("nan"))
    #expect(refusal { _ = try SteppedValues([[1], [2]], at: [1, 1]) }.contains("above 1.0"))
    #expect(refusal { _ = try SteppedValues([[1]], at: [-1]) }.contains("at least 0"))
    #expect(refusal { _ = try SteppedValues([[1]], at: [1, 2]) }.contains("2 times"))
    #expect(
      refusal { _ = try PoissonInput(hertz: SteppedValues([[-1]], every: 1), weight: 1) }
        .contains("-1.0 is not a valid input rate"))
    var network = try Network(windowDuration: 0.001)
    let three = try network.add(cells(3), named: "three")
    #expect(throws: NetworkError.self) {
      try network.drive(
        three, with: PoissonInput(hertz: SteppedValues([[1, 2], [3, 4]], every: 1), weight: 1))
    }
  }

  @Test("A state knows the table of its network") func stateKnowsTable() throws {
    func network(_ late: Double) throws -> Network {
      var network = try Network(windowDuration: 0.001)
      let cells = try network.add(cells(3), named: "cells")
      try network.drive(
        cells, with: PoissonInput(hertz: SteppedValues([[1], [2]], at: [0, late]), weight: 1))
      try network.drive(cells, with: .steps(SteppedValues([[late]], at: [0.1])))
      return network
    }
    let state = try network(0.5).run(seed: 1).state
    _ = try network(0.5).run(resuming: state)
    #expect(throws: NetworkError.self) { try network(0.6).run(resuming: state) }
  }
}
