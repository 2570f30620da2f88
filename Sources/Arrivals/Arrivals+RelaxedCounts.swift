// SPDX-License-Identifier: GPL-3.0-or-later

internal import CArrivals
internal import Randomness

/// Relaxed counts and their slopes, both of shape [trials, neurons].
public struct RelaxedCounts: Sendable {
  /// z = Σᵢ f((1 − tᵢ)/T), at least 0.
  public let counts: [Float]
  /// ∂z/∂log λ = (1/T) Σᵢ f′((1 − tᵢ)/T)·tᵢ, at least 0.
  public let slopes: [Float]
}

extension Arrivals {
  /// The differentiable reading of the arrivals, in single precision.
  ///
  /// ```
  /// z = Σᵢ f((1 − tᵢ)/T)        ∂z/∂log λ = (1/T) Σᵢ f′((1 − tᵢ)/T)·tᵢ
  /// ```
  /// The draws are the leading 31 bits of those behind ``counts()``, so an arrival time agrees with the
  /// exact one to about 2·10⁻⁷ of the window; a neuron's first arrival also when its rate is tiny, down to
  /// 10⁻⁹ expected spikes. Sums carry their rounding errors along.
  ///
  /// - Precondition: `logRates` holds fewer than 2³² entries.
  /// - Complexity: O(trials · neurons + spikes).
  public func relaxedCounts(_ relaxation: ArrivalRelaxation) -> RelaxedCounts {
    let (counts, slopes) = countsAndSlopes { request, counts, slopes in
      arrivals_relaxed_counts(
        instructionSet.kernel, &request, relaxation.indicator.kernel,
        Float(relaxation.temperature), Float(relaxation.horizon), Float(relaxation.saturation),
        counts, slopes)
    }
    return RelaxedCounts(counts: counts, slopes: slopes)
  }

  /// Two arrays for a kernel to fill, of the shape of the log-rates.
  func countsAndSlopes(
    _ fill: (inout arrivals_request, UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Float>?) ->
      Void
  ) -> (counts: [Float], slopes: [Float]) {
    guard logRates.count < 1 << 32 else {
      fatalError("\(logRates.count) counts with slopes at a time: use fewer than 2^32")
    }
    var slopes: [Float] = []
    let counts = [Float](unsafeUninitializedCapacity: logRates.count) { counts, countsFilled in
      slopes = [Float](unsafeUninitializedCapacity: logRates.count) { slopes, slopesFilled in
        withRequest { fill(&$0, counts.baseAddress, slopes.baseAddress) }
        slopesFilled = logRates.count
      }
      countsFilled = logRates.count
    }
    return (counts, slopes)
  }
}
