// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness

/// The readable definition of all readings: one neuron, one draw at a time, any GSL generator.
///
/// It is the reference that the vector kernels are held to, and the sampler to choose when spikes must
/// come from a generator of your own choice.
///
/// ```
/// t ← t + Exp(mean 1/λ)   until t ≥ horizon
/// ```
public struct SequentialArrivals: Sendable {
  /// The expected count λ in the window.
  public let rate: Double

  /// The arrivals of a neuron that is expected to fire `rate` spikes a window.
  ///
  /// - Precondition: `rate` is in 0...``Arrivals/largestRate``.
  public init(rate: Double) {
    guard rate >= 0 && rate <= Arrivals.largestRate else {
      fatalError("\(rate) is not an expected count: use 0...1e6")
    }
    self.rate = rate
  }

  /// The arrival times in windows, up to `horizon`.
  public func times(until horizon: Double = 1, using generator: inout RandomGenerator) -> [Double] {
    var times: [Double] = []
    var sum = generator.exponential()
    while sum < rate * horizon {
      times.append(sum / rate)
      sum += generator.exponential()
    }
    return times
  }

  /// The count.
  public func count(using generator: inout RandomGenerator) -> Int {
    times(using: &generator).count
  }

  /// The relaxed count and its slope with respect to log λ.
  public func relaxedCount(
    _ relaxation: ArrivalRelaxation, using generator: inout RandomGenerator
  ) -> (count: Double, slope: Double) {
    let temperature = relaxation.temperature
    return times(until: relaxation.horizon, using: &generator).reduce((0, 0)) { sum, time in
      let (value, slope) = relaxation.indicator.value(at: (1 - time) / temperature)
      return (sum.0 + value, sum.1 + slope * time / temperature)
    }
  }
}
