// SPDX-License-Identifier: GPL-3.0-or-later

public import Arrivals
internal import Foundation
public import Randomness
public import SpikeTrains

/// The spikes that the sampler draws at one rate, and what the laws of Poisson neurons say to them.
///
/// 64 neurons are observed in windows. Beside the laws of a ``PoissonObservation`` neighboring neurons, neighboring
/// windows and neighboring seeds must be independent.
///
/// ```swift
/// let findings = try SamplerVerification(
///   rate: 20, windowDuration: 1, spikes: 1_000_000, seed: SeedSequence(7)
/// ).findings()
/// let family = FamilyWise(alpha: 1e-6, tests: findings.tests.count)
/// for (name, fit) in findings.tests { #expect(fit.map(family.accepts) ?? true, "\(name)") }
/// ```
public struct SamplerVerification: Sendable {
  /// Samplers that are wrong, to see that they are refused.
  public enum Control: String, CaseIterable, Sendable {
    /// A coin toss in each millisecond.
    case bernoulli
    /// Intervals of a Poisson-distributed number of milliseconds.
    case poissonIntervals = "poisson-intervals"
    /// Two neurons that were given one seed.
    case reusedSeed = "reused-seed"
  }

  /// How many neurons are observed.
  public static let neurons = 64
  /// How many windows they are observed for at least.
  public static let fewestWindows = 30

  /// The spikes that are drawn at least, about: those of the fewest windows.
  public static func leastSpikes(hertz: Double, windowDuration: Double) -> Double {
    hertz * windowDuration * Double(neurons * fewestWindows)
  }

  /// The rate of every neuron.
  public let rate: Rate
  /// How long a window lasts, in seconds.
  public let windowDuration: Double
  /// Decides every spike.
  public let seed: SeedSequence
  /// A wrong sampler in place of the sampler.
  public let control: Control?
  /// How many windows each neuron is observed for.
  public let windows: Int

  /// Enough windows for about this many spikes, 200,000 at most.
  public init(
    rate: Rate, windowDuration: Double, spikes: Int, seed: SeedSequence, control: Control? = nil
  ) {
    self.rate = rate
    self.windowDuration = windowDuration
    self.seed = seed
    self.control = control
    let expected = rate.hertz * windowDuration * Double(Self.neurons)
    let wanted = max(Double(Self.fewestWindows), Double(spikes) / max(expected, 1e-9))
    windows = Int(min(200_000, wanted).rounded(.up))
  }

  /// What was observed, and how likely it is.
  public struct Findings: Sendable {
    /// The rate of every neuron.
    public let rate: Rate
    /// How many windows there were, of all neurons together.
    public let windows: Int
    /// How many spikes they held.
    public let spikes: Int
    /// The variance of the counts over their mean; `nil` without spikes.
    public let fanoFactor: Double?
    /// The standard deviation of the intervals over their mean; `nil` for too few.
    public let coefficientOfVariation: Double?
    /// The names and the results of all tests; `nil` where there are too few spikes for one.
    public let tests: [(name: String, fit: GoodnessOfFit?)]
    /// The density of intervals in units of their mean, with the exponential law.
    public let intervals: [PoissonObservation.Bin]
    /// The share of windows with each count, with the Poisson law.
    public let counts: [PoissonObservation.Bin]
  }

  /// Draws the spikes and tests them.
  ///
  /// - Throws: `SpikeProcessError` when the window is none or a neuron would fire too much in it.
  /// - Complexity: O(windows + spikes · log spikes).
  public func findings() throws(SpikeProcessError) -> Findings {
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
      tests: observation.laws + pairs.map { (name: $0.0, fit: enough ? $0.1 : nil) },
      intervals: observation.intervalHistogram, counts: observation.countHistogram)
  }

  private func observation(seed: SeedSequence) throws(SpikeProcessError) -> PoissonObservation {
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
