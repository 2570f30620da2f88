// SPDX-License-Identifier: GPL-3.0-or-later

/// A kernel by which spikes become rates; its integral is 1.
public enum SmoothingKernel: Hashable, Sendable {
  /// e^(−t²/2σ²) / (σ√2π), cut off at 5 σ, where 6·10⁻⁷ of it are left.
  case gaussian(standardDeviation: Double)
  /// 1/2h for |t| < h.
  case rectangular(halfWidth: Double)
  /// (1 − |t|/h)/h for |t| < h.
  case triangular(halfWidth: Double)
  /// e^(−t/τ)/τ for t ≥ 0, cut off at 20 τ: only spikes of the past count.
  case exponential(timeConstant: Double)

  /// The value at a time from the spike, in Hz.
  public func callAsFunction(_ time: Double) -> Double {
    switch self {
    case .gaussian(let deviation):
      let distance = time / deviation
      return SpikeTrains.exponential(-distance * distance / 2)
        / (deviation * 2.506_628_274_631_000_5)
    case .rectangular(let half): return time.magnitude < half ? 1 / (2 * half) : 0
    case .triangular(let half): return max(0, (1 - time.magnitude / half) / half)
    case .exponential(let constant):
      return time < 0 ? 0 : SpikeTrains.exponential(-time / constant) / constant
    }
  }

  /// Its parameter in seconds.
  var width: Double {
    switch self {
    case .gaussian(let width), .rectangular(let width), .triangular(let width),
      .exponential(let width):
      width
    }
  }

  /// How far from the spike it is looked at, in seconds.
  var reach: Double {
    switch self {
    case .gaussian(let deviation): 5 * deviation
    case .rectangular(let half), .triangular(let half): half
    case .exponential(let constant): 20 * constant
    }
  }
}

extension BinnedSpikes {
  /// The rate of one neuron over time, its counts smoothed by a kernel, in Hz; shape [bins].
  ///
  /// ```
  /// rate[b] = Σ_c k[c] · K((b − c)·d)      k the counts in bins of d
  /// ```
  /// A spike counts at the beginning of its bin: let bins be much shorter than the kernel. Near the ends of the
  /// observation the part of the kernel outside is lost. Equals Elephant's `instantaneous_rate` with
  /// `sampling_period` d, `center_kernel=False` and the same cutoff, where d divides that.
  ///
  /// - Throws: ``SpikeTrainError/invalidParameter(_:value:remedy:)`` when the width of the kernel is not finite and
  ///   positive.
  /// - Precondition: `neuron` is in `0..<neuronCount`.
  /// - Complexity: O(bins + spikes · bins of the kernel).
  /// > Reference: M. Nawrot, A. Aertsen and S. Rotter, J. Neurosci. Methods 94 (1999) 81–92,
  /// > doi:10.1016/S0165-0270(99)00127-2.
  public func smoothedRates(
    of neuron: Int, by kernel: SmoothingKernel
  ) throws(SpikeTrainError) -> [Double] {
    try SpikeTrainError.check(positive: kernel.width, "width of a kernel in seconds")
    let reach = min(kernel.reach / binWidth * (1 + 1e-12), Double(binCount))
    let half = Int(reach)
    let values = (-half...half).map { kernel(Double($0) * binWidth) }
    var rates = [Double](repeating: 0, count: binCount)
    forEachBin(of: neuron) { bin, count in
      for target in max(0, bin - half)..<min(binCount, bin + half + 1) {
        rates[target] += Double(count) * values[target - bin + half]
      }
    }
    return rates
  }
}
