// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

/// Poisson neurons whose counts are drawn first and whose spikes are placed afterwards.
///
/// ```
/// N ~ Poisson(r·d) in a window,   tᵢ = d · (E₀ + … + Eᵢ)/(E₀ + … + E_N)
/// ```
/// Given their number, the spikes of a Poisson neuron are uniform in the window; normalized sums of N + 1
/// exponentials are N uniform numbers already in order. Take it where counts alone are wanted of fast
/// neurons: a count costs the same at any rate.
///
/// Counts are those of the GNU Scientific Library over our streams: the same wherever it is the same.
///
/// - Complexity: counts O(neurons · windows), independent of the rate; spikes O(spikes) besides.
/// > Reference: J. F. C. Kingman, Poisson Processes (1993), section 2.4; J. H. Ahrens and U. Dieter,
/// > Computing 12 (1974) 223–246, doi:10.1007/BF02293108 (the counts).
public struct CountedPopulation: WindowedProcess {
  /// The firing rate of each neuron.
  public let rates: [Rate]
  public let windowDuration: Double

  /// The largest expected count in a window, 10⁹: as many as fit a count of 32 bits with room.
  public static let largestRate = 1e9

  /// A population, one neuron a rate.
  ///
  /// - Throws: ``SpikeProcessError`` when the window is impossible or expects more than 10⁹ spikes of a
  ///   neuron.
  public init(rates: [Rate], windowDuration: Double = 1) throws(SpikeProcessError) {
    try SpikeProcessError.check(
      rates, windowDuration: windowDuration, limit: Self.largestRate)
    self.rates = rates
    self.windowDuration = windowDuration
  }

  public var neuronCount: Int { rates.count }

  public var activeWindows: Range<Int> {
    rates.contains { $0.hertz > 0 } ? 0..<WindowGrid.windowLimit : 0..<0
  }

  /// The counts of all neurons in consecutive windows, shape [windows, neurons], without drawing spikes.
  ///
  /// - Parameters:
  ///   - windows: which windows, counted from 0.
  ///   - trial: which repetition.
  ///   - seed: the root of all randomness.
  ///   - stream: a name that gives the seed other counts, independent of those of any other name.
  public func counts(
    windows: Range<Int>, trial: Int = 0, seed: UInt64, stream: String = ""
  ) -> SpikeCounts {
    let key = SeedSequence(seed, stream: stream).key(for: "simulation/counts")
    return SpikeCounts(
      windows.flatMap { window in
        rates.indices.map { count(of: $0, window: window, trial: trial, key: key) }
      }, trials: windows.count, neurons: rates.count)
  }

  private func count(of neuron: Int, window: Int, trial: Int, key: PhiloxKey) -> Int {
    let mean = rates[neuron].hertz * windowDuration
    guard mean > 0 else { return 0 }
    var generator = RandomGenerator(key: key, neuron, trial, window)
    return generator.poisson(mean: mean)
  }

  public func times(of neurons: Range<Int>, window: Int, trial: Int, seed: SeedSequence)
    -> ArrivalTrains
  {
    let extent = grid.interval(of: window)
    let countKey = seed.key(for: "simulation/counts")
    let placeKey = seed.key(for: "simulation/places")
    var times: [Double] = []
    var counts: [UInt32] = []
    for neuron in neurons {
      let count = count(of: neuron, window: window, trial: trial, key: countKey)
      counts.append(UInt32(count))
      guard count > 0 else { continue }
      var draws = PhiloxDraws(key: placeKey, neuron, trial, window)
      let first = times.count
      var sum = 0.0
      for _ in 0..<count {
        sum += draws.exponential()
        times.append(sum)
      }
      let scale = (extent.upperBound - extent.lowerBound) / (sum + draws.exponential())
      for index in first..<times.count {
        times[index] = min(extent.lowerBound + times[index] * scale, extent.upperBound.nextDown)
      }
    }
    return ArrivalTrains(times: times, counts: counts, duration: windowDuration)
  }
}
