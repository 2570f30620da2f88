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

/// Independent Poisson neurons drawn as one: the next spike of all, then whose it is.
///
/// The superposition of the neurons is a Poisson process of their summed rate; each of its spikes belongs to
/// neuron n with probability rₙ/Σr, whatever the others. So a stream in order of time costs the same for each
/// spike however many neurons there are, nothing is sorted and silent neurons are free.
///
/// The price: a spike has its address in the population, not in its neuron. Another seed, another cut of
/// time, any subset read from it: as everywhere. But another list of rates is another draw of all spikes,
/// where a ``PoissonPopulation`` keeps those of the neurons that did not change.
///
/// - Complexity: O(windows + spikes), and O(neurons) once.
public struct PooledPopulation: WindowedProcess {
  /// The firing rate of each neuron.
  public let rates: [Rate]
  public let windowDuration: Double
  /// The summed rate, in Hz.
  public let pooledHertz: Double
  private let table: AliasTable?

  /// A population, one neuron a rate.
  ///
  /// - Parameters:
  ///   - rates: the rate of each neuron.
  ///   - windowDuration: in seconds; the longest of 1, ½, ¼, … that expects at most 65,536 spikes
  ///     of all neurons when `nil`.
  /// - Throws: ``SpikeProcessError`` when the window is impossible or expects too many spikes.
  public init(rates: [Rate], windowDuration: Double? = nil) throws(SpikeProcessError) {
    let pooled = rates.reduce(0) { $0 + $1.hertz }
    let duration = windowDuration ?? Self.windowDuration(for: pooled)
    guard duration > 0, duration.isFinite else { throw .invalidWindow(duration) }
    guard pooled * duration <= Arrivals.largestRate else {
      throw .poolTooFast(hertz: pooled, windowDuration: duration)
    }
    self.rates = rates
    self.windowDuration = duration
    pooledHertz = pooled
    table = pooled > 0 ? AliasTable(weights: rates.map(\.hertz)) : nil
  }

  private static func windowDuration(for hertz: Double) -> Double {
    var duration = 1.0
    while hertz * duration > 65_536 { duration /= 2 }
    return duration
  }

  public var neuronCount: Int { rates.count }

  public var activeWindows: Range<Int> { table == nil ? 0..<0 : 0..<WindowGrid.windowLimit }

  public func firstWindow(
    of neurons: Range<Int>, from window: Int, before end: Int, trial: Int, seed: SeedSequence
  ) -> Int {
    grid.firstWindow(
      logRates: [Float(log(pooledHertz * windowDuration))], neurons: 0..<1, from: window,
      before: end, trial: trial, seed: seed, purpose: "simulation/pool")
  }

  public func orderedSpikes(window: Int, trial: Int, seed: SeedSequence) -> [Spike] {
    guard let table else { return [] }
    let times = grid.arrivals(
      logRates: [Float(log(pooledHertz * windowDuration))], neurons: 0..<1, window: window,
      trial: trial, seed: seed, purpose: "simulation/pool"
    ).times
    var draws = PhiloxDraws(key: seed.key(for: "simulation/pool/choices"), 0, trial, window)
    return times.map { Spike(time: $0, neuron: table.place(&draws)) }
  }

  public func times(of neurons: Range<Int>, window: Int, trial: Int, seed: SeedSequence)
    -> ArrivalTrains
  {
    let spikes = orderedSpikes(window: window, trial: trial, seed: seed).filter {
      neurons.contains($0.neuron)
    }
    var counts = [UInt32](repeating: 0, count: neurons.count)
    for spike in spikes { counts[spike.neuron - neurons.lowerBound] += 1 }
    var next: [Int] = []
    var sum = 0
    for count in counts {
      next.append(sum)
      sum += Int(count)
    }
    var times = [Double](repeating: 0, count: spikes.count)
    for spike in spikes {
      let index = spike.neuron - neurons.lowerBound
      times[next[index]] = spike.time
      next[index] += 1
    }
    return ArrivalTrains(times: times, counts: counts, duration: windowDuration)
  }
}
