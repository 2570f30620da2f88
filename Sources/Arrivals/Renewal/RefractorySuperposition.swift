// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
internal import SpikeTrains

/// The spikes of many refractory neurons together, without drawing a train for each.
///
/// Who fired does not matter, only how many can: m of the n neurons are ready and fire together at rate
/// m·r_drive; one that has fired is ready again after the dead time, in the order of firing. One exponential
/// pays for a spike, at whatever rates the wait leads through:
/// ```
/// ∫ m(t)·r_drive dt = E
/// ```
/// At time 0 each neuron is dead with probability r_out·d, and then ready after U·d: equilibrium. The sum of
/// Poisson neurons needs none of this: it is one ``PoissonPopulation`` neuron of n times the rate.
///
/// - Complexity: O(1) a spike, O(n log n) once; memory for the neurons that are dead.
/// > Reference: M. Deger et al., J. Comput. Neurosci. 32 (2012) 443–463, doi:10.1007/s10827-011-0362-8
/// > (there on a grid of time, here exact).
public struct RefractorySuperposition: SpikeSource {
  /// How many neurons there are.
  public let sourceCount: Int
  /// The intervals of each.
  public let intervals: RefractoryIntervals
  private var now = 0.0
  private var ready = 0
  /// When the dead ones are ready again, in order, from `first` on.
  private var returns: [Double]?
  private var first = 0

  /// The superposition of `sourceCount` neurons in equilibrium.
  ///
  /// - Throws: ``SpikeProcessError/invalidSourceCount(_:)``.
  public init(sourceCount: Int, of intervals: RefractoryIntervals) throws(SpikeProcessError) {
    guard (1...10_000_000).contains(sourceCount) else { throw .invalidSourceCount(sourceCount) }
    self.sourceCount = sourceCount
    self.intervals = intervals
  }

  public mutating func next(using draws: inout PhiloxDraws) -> Double {
    if returns == nil { begin(using: &draws) }
    let drive = intervals.driveRate.hertz
    guard drive > 0 else { return .infinity }
    var rest = draws.exponential()
    while true {
      let rate = Double(ready) * drive
      let spike = ready > 0 ? now + rest / rate : .infinity
      guard let back = nextReturn, back < spike else {
        now = spike
        ready -= 1
        forgetReturned()
        returns?.append(now + intervals.deadTime)
        return now
      }
      rest = max(0, rest - rate * (back - now))
      now = back
      ready += 1
      first += 1
    }
  }

  private var nextReturn: Double? {
    guard let returns, first < returns.count else { return nil }
    return returns[first]
  }

  /// Keeps the list as long as there are dead neurons, give or take a factor of two.
  private mutating func forgetReturned() {
    guard first > 64, let count = returns?.count, 2 * first > count else { return }
    returns?.removeFirst(first)
    first = 0
  }

  private mutating func begin(using draws: inout PhiloxDraws) {
    let dead = intervals.outputRate.hertz * intervals.deadTime
    var waits: [Double] = []
    for _ in 0..<sourceCount where draws.uniform() < dead {
      waits.append(draws.uniform() * intervals.deadTime)
    }
    ready = sourceCount - waits.count
    returns = waits.sorted()
  }
}
