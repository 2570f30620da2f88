// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Randomness
import SpikeTrains
import Testing

/// The sparse readings are the dense ones without their zeros, to the bit.
@Suite struct SparseReadingTests {
  /// Whether the sparse readings of arrivals are those of others.
  private func agree(_ arrivals: Arrivals, with others: Arrivals) throws -> Bool {
    let dense = try others.trains(windowDuration: 0.1)
    let spikes = try arrivals.spikes(in: 0..<0.1, duration: 0.1)
    let counts = others.counts()
    return arrivals.sparseCounts().dense == counts && spikes.counts.dense == counts
      && spikes.times.map(\.bitPattern) == dense.times.map(\.bitPattern)
      && spikes.counts.checkInvariants()
  }

  @Test(
    "They agree with the dense readings", arguments: BitIdentityTests.widths,
    InstructionSet.allCases)
  func theyAgreeWithDenseReadings(width: Int, set: InstructionSet) throws {
    guard set.isSupported else { return }
    for largest in [-3.0, 0, 3] {
      var arrivals = try Arrivals(
        logRates: RateGrid.mixed(count: 24 * width, seed: UInt64(width), largest: largest),
        trials: .consecutive(10..<34), neurons: .consecutive(50..<50 + width),
        seed: SeedSequence(77), purpose: .training, window: 5)
      arrivals.instructionSet = set
      #expect(try agree(arrivals, with: arrivals))
    }
  }

  @Test("They agree at very different rates") func theyAgreeAtVeryDifferent() throws {
    let arrivals = try RateGrid.arrivals(trials: 25, repeats: 5)
    #expect(try agree(arrivals, with: arrivals))
  }

  @Test("They agree where the first look must decide") func theyAgreeWhereFirstLook() throws {
    // Log-rates within a few units in the last place of each neuron's first interval.
    let count = 4096
    func arrivals(_ logRates: [Float]) throws -> Arrivals {
      try Arrivals(
        logRates: logRates, trials: .consecutive(0..<1), neurons: .consecutive(0..<count),
        seed: SeedSequence(5), purpose: .training)
    }
    let probe = try arrivals([Float](repeating: 4, count: count)).trains(windowDuration: 1)
    var (edges, position) = ([Float](), 0)
    for spikes in probe.counts {
      edges.append(spikes == 0 ? -1 : Float(log(exp(4) * probe.times[position])))
      position += Int(spikes)
    }
    for steps in -3...3 {
      let drawn = try arrivals(edges.map { $0 + Float(steps) * $0.ulp })
      #expect(try agree(drawn, with: drawn))
    }
  }

  @Test("Chosen neurons and trials keep their numbers") func chosenNeuronsAndTrialsKeep() throws {
    let chosen = try Arrivals(
      logRates: RateGrid.mixed(count: 21, seed: 9), trials: .chosen([5, 2, 9]),
      neurons: .chosen([3, 70, 1, 4, 400, 6, 2]), seed: SeedSequence(77), purpose: .training)
    #expect(try agree(chosen, with: chosen))
  }

  @Test("Another window is told apart") func anotherWindowIsToldApart() throws {
    func arrivals(_ window: Int) throws -> Arrivals {
      try Arrivals(
        logRates: RateGrid.mixed(count: 100, seed: 3), trials: .consecutive(0..<1),
        neurons: .consecutive(0..<100), seed: SeedSequence(77), purpose: .training, window: window)
    }
    #expect(try !agree(arrivals(1), with: arrivals(2)))
  }

  @Test("No spike leaves a window that rounding made shorter") func noSpikeLeavesWindow() throws {
    let arrivals = try RateGrid.arrivals(trials: 4, repeats: 4)
    let interval = 0.7..<(0.7 + 0.1 - 1e-5)
    let spikes = try arrivals.spikes(in: interval, duration: 0.1)
    #expect(spikes.counts.dense == arrivals.counts())
    #expect(spikes.times.allSatisfy { interval.contains($0) })
    #expect(spikes.times.contains(interval.upperBound.nextDown))
  }

  @Test("A duration that is none is refused", arguments: [0, -1, .infinity, .nan])
  func durationThatIsNone(duration: Double) throws {
    let arrivals = try RateGrid.arrivals(trials: 1, repeats: 1)
    #expect(throws: ArrivalError.self) { try arrivals.spikes(in: 0..<1, duration: duration) }
  }
}
