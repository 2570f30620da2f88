// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import Foundation
internal import InterspikeTesting
internal import Randomness
internal import SpikeTrains

/// The spikes of one rate, and what the laws of Poisson neurons say to them.
struct SamplerVerification: Sendable {
  /// Samplers that are wrong, to see that they are refused.
  enum Control: String, CaseIterable, Sendable {
    /// A coin toss in each millisecond.
    case bernoulli
    /// Intervals of a Poisson-distributed number of milliseconds.
    case poissonIntervals = "poisson-intervals"
    /// Two neurons that were given one seed.
    case reusedSeed = "reused-seed"
  }

  static let neurons = 64
  static let fewestWindows = 30

  /// The spikes that are drawn at least, about.
  static func leastSpikes(hertz: Double, windowDuration: Double) -> Double {
    hertz * windowDuration * Double(neurons * fewestWindows)
  }

  let rate: Rate
  let windowDuration: Double
  let seed: SeedSequence
  let control: Control?
  /// How many windows each neuron is observed for.
  let windows: Int

  /// Enough windows for about so many spikes.
  init(rate: Rate, windowDuration: Double, spikes: Int, seed: SeedSequence, control: Control?) {
    self.rate = rate
    self.windowDuration = windowDuration
    self.seed = seed
    self.control = control
    let expected = rate.hertz * windowDuration * Double(Self.neurons)
    let wanted = max(Double(Self.fewestWindows), Double(spikes) / max(expected, 1e-9))
    windows = Int(min(200_000, wanted).rounded(.up))
  }

  /// The names and the results of all tests; `nil` where there are too few spikes for one.
  struct Findings: Sendable {
    let rate: Rate
    let windows: Int
    let spikes: Int
    let fanoFactor: Double?
    let coefficientOfVariation: Double?
    let tests: [(name: String, fit: GoodnessOfFit?)]
  }

  func findings() throws -> Findings {
    let observation = try observation(seed: seed)
    let expected = observation.rate
    let counts = observation.counts
    // Counts stand window after window, neuron after neuron within.
    let pairs = [
      (
        "pair correlation, neurons",
        countCorrelation(counts, Array(counts.dropFirst()) + [counts[0]], rate: expected)
      ),
      (
        "pair correlation, windows",
        countCorrelation(
          Array(counts.dropLast(Self.neurons)), Array(counts.dropFirst(Self.neurons)),
          rate: expected)
      ),
      (
        "pair correlation, seeds",
        countCorrelation(
          counts,
          control == .reusedSeed
            ? counts
            : try self.observation(seed: SeedSequence(seed.seed &+ 1, stream: seed.stream)).counts,
          rate: expected)
      ),
    ]
    // The normal law of a correlation needs spikes to go by.
    let enough = Double(counts.count) * expected * expected >= 2000
    return Findings(
      rate: rate, windows: counts.count, spikes: observation.times.count,
      fanoFactor: observation.fanoFactor,
      coefficientOfVariation: observation.coefficientOfVariation,
      tests: observation.laws + pairs.map { (name: $0.0, fit: enough ? $0.1 : nil) })
  }

  private func observation(seed: SeedSequence) throws -> PoissonObservation {
    if let control, control != .reusedSeed { return wrong(control, seed: seed) }
    let population = try PoissonPopulation(
      checking: [Rate](repeating: rate, count: Self.neurons), windowDuration: windowDuration)
    var counts: [Int] = []
    var times: [Double] = []
    for window in 0..<windows {
      let drawn = population.times(
        of: 0..<Self.neurons, window: window, trial: 0, seed: seed)
      let start = Double(window) * windowDuration
      counts += drawn.counts.map(Int.init)
      times += drawn.times.map { min(max(0, ($0 - start) / windowDuration), 1) }
    }
    // The kernels take the logarithm in single precision; the law under test is that of its value.
    let expected = exp(Double(Float(log(rate.hertz * windowDuration))))
    return PoissonObservation(rate: expected, counts: counts, times: times)
  }

  private func wrong(_ control: Control, seed: SeedSequence) -> PoissonObservation {
    var generator = seed.generator(for: "controls")
    let bins = max(1, Int(windowDuration * 1000))
    let expected = rate.hertz * windowDuration
    return PoissonObservation(rate: expected, windows: windows * Self.neurons) {
      var times: [Double] = []
      if control == .bernoulli {
        for bin in 0..<bins where generator.uniform() < expected / Double(bins) {
          times.append((Double(bin) + 0.5) / Double(bins))
        }
        return times
      }
      let mean = Double(bins) / max(expected, 1e-9)
      var bin = Double(generator.poisson(mean: min(mean, 1e8)))
      while bin < Double(bins) {
        times.append(bin / Double(bins))
        bin += Double(max(1, generator.poisson(mean: min(mean, 1e8))))
      }
      return times
    }
  }
}
