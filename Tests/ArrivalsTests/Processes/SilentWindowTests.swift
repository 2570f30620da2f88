// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import InterspikeTesting
import Randomness
import SpikeTrains
import Testing

/// Neurons that hardly ever fire, over a very long time: what is silent is passed over, and nothing else is.
///
/// Guards against work that grows with empty windows, and against a window passed over that holds a spike.
@Suite struct SilentWindowTests {
  /// Slow neurons of every windowed process, with windows of 2 s.
  static func processes() throws -> [any WindowedProcess] {
    let rates: [Rate] = [0.001, 0, 0.0004, 0.002]
    return [
      PoissonPopulation(rates: rates, windowDuration: 2),
      try ThinnedPopulation(
        rates: [
          SinusoidalRate(mean: 0.001, modulation: 0.9, frequency: 0.001),
          BoundedRate(atMost: 0.002) { _ in 0.0015 },
        ], windowDuration: 2),
      try PooledPopulation(rates: rates, windowDuration: 2),
      try CorrelatedPopulation(
        motherRate: 0.002, copyProbabilities: [0.5, 0.9], privateRates: [0.001, 0],
        windowDuration: 2),
      try CountedPopulation(rates: rates, windowDuration: 2),
    ]
  }

  @Test("Spikes are those of every window drawn by itself", arguments: 0..<5)
  func spikesAreThoseOfEvery(number: Int) throws {
    let process = try Self.processes()[number]
    let neurons = 0..<process.neuronCount
    var times = neurons.map { _ in [Double]() }
    // From a window in the middle, and across the last that one call of a kernel may look at.
    for window in 500..<20_500 {
      let drawn = process.times(
        of: neurons, window: window, trial: 3, seed: SeedSequence(11, stream: "slow"))
      var position = 0
      for (neuron, count) in drawn.counts.enumerated() {
        times[neuron] += drawn.times[position..<position + Int(count)]
        position += Int(count)
      }
    }
    let raster = process.raster(in: 1000..<41_000, trial: 3, seed: 11, stream: "slow")
    #expect(neurons.map { Array(raster.times(of: $0)) } == times)
    #expect(raster.spikeCount > 40)
    let stream = process.spikes(in: 1000..<41_000, trial: 3, seed: 11, stream: "slow")
    #expect(Array(stream.map(\.time)) == times.flatMap { $0 }.sorted())
  }

  @Test(
    "No window with a spike is passed over, and few without", arguments: InstructionSet.allCases,
    [-3.0, -7, -12])
  func noWindowWithSpike(
    set: InstructionSet, logRate: Double
  ) throws {
    guard set.isSupported else { return }
    func arrivals(_ window: Int) throws -> Arrivals {
      var arrivals = try Arrivals(
        logRates: [-.infinity, Float(logRate), Float(logRate) - 1], trials: .consecutive(7..<8),
        neurons: .chosen([3, 99, 4_000_000_000]), seed: SeedSequence(5), purpose: .simulation,
        window: window)
      arrivals.instructionSet = set
      return arrivals
    }
    // Up to the very last window that has a number.
    let end = 1 << 32
    let begin = end - 1501
    let fired = Set(
      try (begin..<end).filter { try arrivals($0).counts().values.contains { $0 > 0 } })
    var looked: [Int] = []
    var window = begin
    while window < end {
      window = try arrivals(window).firstWindow(before: end)
      if window < end { looked.append(window) }
      window += 1
    }
    #expect(fired.isSubset(of: looked))
    // A look in single precision lets one in 10⁵ by; four of 3002 in less than one run in 10⁶.
    #expect(looked.count <= fired.count + 4)
    #expect(logRate < -4 || fired.count > 50)
  }

  @Test("Fifty million silent windows take no minute", .timeLimit(.minutes(1)))
  func fiftyMillionSilentWindowsTake() {
    let population = PoissonPopulation(rates: [4e-8, 0])
    let raster = population.raster(in: 0..<5e7, seed: 7)
    // 2 spikes are expected; 16 and more come once in 10⁹.
    #expect(raster.spikeCount < 16)
  }

  /// Counts and times of 4000 neurons of 1e-9 Hz over 1e9 s, each neuron a window of the observation.
  private func observation(_ raster: SpikeRaster) -> PoissonObservation {
    PoissonObservation(
      rate: 1, counts: (0..<raster.neuronCount).map { raster.spikeCount(of: $0) },
      times: raster.times.map { $0 / 1e9 })
  }

  @Test("1e-9 Hz over 1e9 s is Poisson") func number1e9HzOver1e9() throws {
    let window = PoissonPopulation.windowDuration(observing: 1e9)
    #expect(window == 1e6)
    let population = try PoissonPopulation(
      checking: [Rate](repeating: 1e-9, count: 4000), windowDuration: window)
    let raster = population.raster(in: 0..<1e9, seed: 3)
    let drawn = observation(raster)
    for (name, fit) in drawn.laws { expectLaw(fit, name) }
    // The control: windows of which one in eight is passed over although it may hold a spike.
    var (times, offsets) = ([Double](), [0])
    for neuron in 0..<4000 {
      times += raster.times(of: neuron).filter { Int($0 / 1e6) % 8 != 0 }
      offsets.append(times.count)
    }
    let broken = observation(
      try SpikeRaster(times: times, offsets: offsets, interval: 0..<1e9))
    expectBroken(
      poissonTotal(broken.times.count, mean: 4000), "windows passed over that hold spikes")
  }

  @Test("Windows that suit a duration are few, and the same for every neuron")
  func windowsThatSuitDuration() {
    #expect(PoissonPopulation.windowDuration(observing: 0.5) == 1)
    #expect(PoissonPopulation.windowDuration(observing: 1e5) == 1)
    for seconds in [100_001, 1e6, 1_000_001, 3e7, 1e9, 1e15] {
      let windows = seconds / PoissonPopulation.windowDuration(observing: seconds)
      #expect(windows > 99.9 && windows <= 1000)
    }
  }
}
