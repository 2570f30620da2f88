// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Randomness
public import SpikeTrains

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
public struct PoissonPopulation: Sendable {
  /// The firing rate of each neuron.
  public let rates: [Rate]
  /// The grain of time in seconds; part of the seed contract, like the seed itself.
  public let windowDuration: Double
  private let logRates: [Float]

  /// A population, one neuron a rate.
  ///
  /// - Precondition: `windowDuration` is positive and no neuron is expected to fire more than
  ///   ``Arrivals/largestRate`` spikes in it.
  public init(rates: [Rate], windowDuration: Double = 1) {
    let largest = rates.map(\.hertz).max() ?? 0
    precondition(
      windowDuration > 0 && largest * windowDuration <= Arrivals.largestRate,
      "\(largest) Hz in windows of \(windowDuration) s: choose a window that expects at most 1e6 spikes"
    )
    self.rates = rates
    self.windowDuration = windowDuration
    logRates = rates.map { Float(log($0.hertz * windowDuration)) }
  }

  /// The spikes in a stretch of time, in order of time.
  ///
  /// Lazy: memory holds one window's spikes, however long the stretch is.
  public func spikes(in interval: Range<Double>, seed: UInt64) -> PoissonSpikes {
    PoissonSpikes(population: self, interval: interval, seed: SeedSequence(seed))
  }

  /// The raster of a stretch of time.
  ///
  /// - Complexity: O(neurons · windows + spikes).
  public func raster(in interval: Range<Double>, seed: UInt64) -> SpikeRaster {
    var trains = [[Double]](repeating: [], count: rates.count)
    for window in windows(of: interval) {
      let raster = raster(window: window, seed: SeedSequence(seed))
      for neuron in rates.indices {
        trains[neuron] += raster.times(of: neuron).filter(interval.contains)
      }
    }
    var offsets = [0]
    for train in trains { offsets.append(offsets[offsets.count - 1] + train.count) }
    return SpikeRaster(drawnTimes: trains.flatMap(\.self), offsets: offsets, interval: interval)
  }

  func windows(of interval: Range<Double>) -> Range<Int> {
    guard !interval.isEmpty else { return 0..<0 }
    precondition(
      interval.lowerBound >= 0 && interval.upperBound / windowDuration < 4_294_967_296,
      "the interval \(interval) s does not lie within 2^32 windows of \(windowDuration) s from 0")
    // The quotient only guesses: window w lasts from the rounded w·d to the rounded (w + 1)·d.
    var first = Int(interval.lowerBound / windowDuration)
    while first > 0, start(of: first) > interval.lowerBound { first -= 1 }
    while start(of: first + 1) <= interval.lowerBound { first += 1 }
    var end = max(first + 1, Int(interval.upperBound / windowDuration))
    while end > first + 1, start(of: end - 1) >= interval.upperBound { end -= 1 }
    while start(of: end) < interval.upperBound { end += 1 }
    return first..<end
  }

  private func start(of window: Int) -> Double { Double(window) * windowDuration }

  func raster(window: Int, seed: SeedSequence) -> SpikeRaster {
    do {
      return try Arrivals(
        logRates: logRates, trials: .consecutive(0..<1),
        neurons: .consecutive(0..<rates.count), seed: seed, purpose: .simulation, window: window
      ).raster(
        between: [start(of: window), start(of: window + 1)], windowDuration: windowDuration)
    } catch {
      preconditionFailure("rates were checked when the population was made: \(error)")
    }
  }
}

/// The spikes of a population in order of time.
public struct PoissonSpikes: Sequence, Sendable {
  let population: PoissonPopulation
  let interval: Range<Double>
  let seed: SeedSequence

  public func makeIterator() -> Iterator {
    Iterator(spikes: self, windows: population.windows(of: interval).makeIterator())
  }

  /// Draws window after window.
  public struct Iterator: IteratorProtocol {
    let spikes: PoissonSpikes
    var windows: Range<Int>.Iterator
    var current: [Spike] = []
    var position = 0

    public mutating func next() -> Spike? {
      while position == current.count {
        guard let window = windows.next() else { return nil }
        let raster = spikes.population.raster(window: window, seed: spikes.seed)
        current = (0..<raster.neuronCount).flatMap { neuron in
          raster.times(of: neuron).filter(spikes.interval.contains).map {
            Spike(time: $0, neuron: neuron)
          }
        }.sorted()
        position = 0
      }
      defer { position += 1 }
      return current[position]
    }
  }
}
