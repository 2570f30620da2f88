// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
internal import SpikeTrains

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// Poisson neurons whose rates are any bounded functions of time: exact, by thinning.
///
/// Candidates come at the maximum M of the rate r; a candidate at time t stays when u·M < r(t). Nothing is
/// rounded to bins and nothing is integrated.
///
/// ```swift
/// let population = try ThinnedPopulation(rates: [
///   SinusoidalRate(mean: 20, modulation: 0.8, frequency: 4),
///   BoundedRate(atMost: 100) { 100 * exp(-$0) },
/// ])
/// ```
///
/// Candidate i and its u are the same for every rate of one maximum, so two populations that differ in
/// their rates only differ in the spikes that the rates decide.
///
/// - Complexity: O(neurons · windows + candidates).
/// > Reference: P. A. W. Lewis and G. S. Shedler, Nav. Res. Logist. Q. 26 (1979) 403–413,
/// > doi:10.1002/nav.3800260304.
public struct ThinnedPopulation: WindowedProcess {
  /// The rate of each neuron.
  public let rates: [any RateFunction]
  public let windowDuration: Double
  private let logRates: [Float]

  /// A population, one neuron a rate.
  ///
  /// - Throws: ``SpikeProcessError`` when the window is impossible or expects too many candidates.
  public init(rates: [any RateFunction], windowDuration: Double = 1) throws(SpikeProcessError) {
    try SpikeProcessError.check(rates.map(\.maximum), windowDuration: windowDuration)
    self.rates = rates
    self.windowDuration = windowDuration
    logRates = rates.map { Float(log($0.maximum.hertz * windowDuration)) }
  }

  public var neuronCount: Int { rates.count }

  public var activeWindows: Range<Int> {
    rates.contains { $0.maximum.hertz > 0 } ? 0..<WindowGrid.windowLimit : 0..<0
  }

  public func firstWindow(
    of neurons: Range<Int>, from window: Int, before end: Int, trial: Int, seed: SeedSequence
  ) -> Int {
    grid.firstWindow(
      logRates: logRates[neurons], neurons: neurons, from: window, before: end,
      trial: trial, seed: seed, purpose: "simulation/candidates")
  }

  public func times(of neurons: Range<Int>, window: Int, trial: Int, seed: SeedSequence)
    -> ArrivalTrains
  {
    let candidates = grid.arrivals(
      logRates: Array(logRates[neurons]), neurons: neurons, window: window, trial: trial,
      seed: seed, purpose: "simulation/candidates")
    let key = seed.key(for: "simulation/acceptances")
    var kept: [Double] = []
    var counts = candidates.counts
    var position = 0
    for (index, count) in candidates.counts.enumerated() where count > 0 {
      let neuron = neurons.lowerBound + index
      let rate = rates[neuron]
      let maximum = rate.maximum.hertz
      var draws = PhiloxDraws(key: key, neuron, trial, window)
      let before = kept.count
      for time in candidates.times[position..<position + Int(count)] {
        let given = rate.hertz(at: time)
        // The last digits of a user's function are not its law.
        let hertz = min(max(given, 0), maximum)
        guard abs(given - hertz) <= 1e-9 * maximum else {
          fatalError(
            "the rate of neuron \(neuron) is \(given) Hz at \(time) s, outside 0...\(maximum) Hz: "
              + "correct the function or state a larger maximum")
        }
        if draws.uniform() * maximum < hertz { kept.append(time) }
      }
      counts[index] = UInt32(kept.count - before)
      position += Int(count)
    }
    return ArrivalTrains(times: kept, counts: counts, duration: windowDuration)
  }
}
