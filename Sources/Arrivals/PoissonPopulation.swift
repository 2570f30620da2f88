// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// Independent Poisson neurons with constant rates.
///
/// Time is cut into windows of fixed duration, counted from 0; the spikes of neuron n in window w are
/// the arrivals of (seed, w, n). So the spikes between any two times are the same whether they are drawn
/// at once or piece by piece, for this neuron alone or with all others.
///
/// ```swift
/// let population = PoissonPopulation(rates: [5, 20, 80])
/// for spike in population.spikes(in: 0..<1, seed: 7) { print(spike.time, spike.neuron) }
/// ```
///
/// - Complexity: O(neurons · windows + spikes). A window costs a neuron a look at a draw even when it is silent, about
///   a nanosecond: give slow neurons long windows, as ``windowDuration(observing:)`` does.
public struct PoissonPopulation: WindowedProcess {
  /// The firing rate of each neuron.
  public let rates: [Rate]
  /// The grain of time in seconds; part of the seed contract, like the seed itself.
  public let windowDuration: Double
  private let logRates: [Float]

  /// A population, one neuron a rate.
  ///
  /// - Precondition: `windowDuration` is positive and no neuron is expected to fire more than
  ///   ``Arrivals/largestRate`` spikes in it; ``init(checking:windowDuration:)`` throws instead.
  public init(rates: [Rate], windowDuration: Double = 1) {
    do {
      try self.init(checking: rates, windowDuration: windowDuration)
    } catch {
      fatalError("\(error)")
    }
  }

  /// A population whose rates or window come from outside.
  ///
  /// - Throws: ``SpikeProcessError/invalidWindow(_:)`` and
  ///   ``SpikeProcessError/tooManySpikes(neuron:rate:windowDuration:limit:)``.
  public init(checking rates: [Rate], windowDuration: Double = 1) throws(SpikeProcessError) {
    try SpikeProcessError.check(rates, windowDuration: windowDuration)
    self.rates = rates
    self.windowDuration = windowDuration
    logRates = rates.map { Float(log($0.hertz * windowDuration)) }
  }

  /// The windows that `interspike sample` takes for an observation of this many seconds: 1 s up to 100,000 s; beyond
  /// that the power of ten of seconds of which 100 to 1000 fill it.
  ///
  /// The work of an observation grows with its windows. With these it grows with its spikes, however slow the neurons.
  ///
  /// ```swift
  /// let population = PoissonPopulation(
  ///   rates: [1e-9, 2e-9], windowDuration: PoissonPopulation.windowDuration(observing: 1e9))
  /// let raster = population.raster(in: 0..<1e9, seed: 7)
  /// ```
  ///
  /// The duration is part of what a seed means: write it down with the seed.
  ///
  /// - Precondition: `seconds` is finite.
  public static func windowDuration(observing seconds: Double) -> Double {
    guard seconds.isFinite else {
      fatalError("an observation of \(seconds) s: use a finite number of seconds")
    }
    var duration = 1.0
    guard seconds > 1e5 else { return duration }
    while seconds / duration > 1000 { duration *= 10 }
    return duration
  }

  public var neuronCount: Int { rates.count }

  public var activeWindows: Range<Int> {
    rates.contains { $0.hertz > 0 } ? 0..<WindowGrid.windowLimit : 0..<0
  }

  public func firstWindow(
    of neurons: Range<Int>, from window: Int, before end: Int, trial: Int, seed: SeedSequence
  ) -> Int {
    grid.firstWindow(
      logRates: logRates[neurons], neurons: neurons, from: window, before: end,
      trial: trial, seed: seed, purpose: .simulation)
  }

  public func times(of neurons: Range<Int>, window: Int, trial: Int, seed: SeedSequence)
    -> ArrivalTrains
  {
    times(of: neurons, window: window, trial: trial, seed: seed, purpose: .simulation)
  }

  /// The same for another purpose than simulation, whose spikes are others.
  package func times(
    of neurons: Range<Int>, window: Int, trial: Int, seed: SeedSequence, purpose: Purpose
  ) -> ArrivalTrains {
    grid.arrivals(
      logRates: Array(logRates[neurons]), neurons: neurons, window: window, trial: trial,
      seed: seed, purpose: purpose)
  }

  /// The arrivals behind them, to be read as counts.
  package func arrivals(
    of neurons: Range<Int>, window: Int, trial: Int, seed: SeedSequence, purpose: Purpose
  ) -> Arrivals {
    do {
      return try Arrivals(
        logRates: Array(logRates[neurons]), trials: .consecutive(trial..<trial + 1),
        neurons: .consecutive(neurons), seed: seed, purpose: purpose, window: window)
    } catch {
      fatalError("rates were checked when the population was made: \(error)")
    }
  }

  /// Where a window lies in time.
  package func trialWindow(_ window: Int) -> TrialWindows { grid.trialWindow(window) }
}
