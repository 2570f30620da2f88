// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks
internal import Randomness

/// The sums of exponential intervals S₀, S₁, … at one address: those behind `Arrivals`, to the bit.
///
/// ```
/// S₂ᵦ = S₂ᵦ₋₁ − ln u₂ᵦ,   S₂ᵦ₊₁ = S₂ᵦ₋₁ − ln(u₂ᵦ·u₂ᵦ₊₁),   u = 1 − ⌊draw/2¹¹⌋/2⁵³
/// ```
struct ArrivalSums {
  private var draws: PhiloxDraws
  /// The sum after the last whole block.
  private var sum = 0.0
  private var waiting: Double?

  init(key: PhiloxKey, neuron: Int, trial: Int, window: Int) {
    draws = PhiloxDraws(key: key, neuron, trial, window)
  }

  mutating func next() -> Double {
    if let second = waiting {
      waiting = nil
      return second
    }
    let (first, second) = (uniform(), uniform())
    let middle = sum + networks_minus_log(first)
    sum += networks_minus_log(first * second)
    waiting = sum
    // Both round on their own; the train must not run backwards.
    return min(middle, sum)
  }

  private mutating func uniform() -> Double { Double((~draws.bits() >> 11) + 1) * 0x1p-53 }
}

/// A neuron's way through a window at rates that change: when the integral of the rate reaches the sums.
struct RateCourse {
  private var sums: ArrivalSums
  private let duration: Double
  private var upcoming: Double
  /// Seconds from the beginning of the window.
  private var time = 0.0
  /// ∫ r dt since then.
  private var expected = 0.0

  init(sums: ArrivalSums, duration: Double) {
    self.sums = sums
    self.duration = duration
    upcoming = self.sums.next()
  }

  /// Goes on at e^logRate spikes a window, and adds the times of those on the way.
  mutating func advance(to end: Double, logRate: Float, _ fired: inout [Double]) {
    let rate = networks_exp(Double(logRate))
    let reached = expected + rate * ((end - time) / duration)
    while upcoming < reached {
      fired.append(min(end, time + (upcoming - expected) * (duration / rate)))
      upcoming = sums.next()
    }
    expected = reached
    time = end
  }
}
