// SPDX-License-Identifier: GPL-3.0-or-later

internal import CArrivals
internal import Randomness

extension Arrivals {
  /// What the arrivals of the first trial add to two variables that decay: Σ e^(t·rate) of each neuron, for two rates.
  ///
  /// Times t are those of ``trains(windowDuration:)``, in seconds from the beginning of the window; none of them is kept.
  ///
  /// - Parameters:
  ///   - rates: in 1/s, the slower first.
  ///   - counts: room for how many arrivals each neuron has.
  ///   - slow, fast: room for the sums of each neuron.
  /// - Complexity: O(neurons + spikes).
  package func growthSums(
    rates: (slow: Double, fast: Double), windowDuration: Double,
    counts: UnsafeMutablePointer<UInt32>, slow: UnsafeMutablePointer<Double>,
    fast: UnsafeMutablePointer<Double>
  ) {
    withRequest { request in
      arrivals_growth_sums(
        instructionSet.kernel, &request, windowDuration, rates.slow, rates.fast, counts, slow, fast)
    }
  }
}
