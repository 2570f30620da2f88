// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Tests whether samples have a given mean, by how many standard errors they miss it (z test).
///
/// ```
/// z = (x̄ − μ) √n / σ  ~  Normal(0, 1)
/// ```
/// Two-sided. The law is that of infinitely many samples: 1000 or more make it good to small
/// levels unless they are very skewed.
///
/// - Parameters:
///   - samples: Independent draws. Shape `[n]`.
///   - mean: The mean μ the law has.
///   - standardDeviation: The σ the law has, or `nil` to estimate it from the samples.
/// - Returns: The statistic z, in standard errors; `nil` when σ is 0 or, to be estimated, there
///   are fewer than two samples.
/// - Precondition: There is at least one sample.
/// - Complexity: O(n).
public func meanTest(
  _ samples: [Double], mean: Double, standardDeviation: Double? = nil
) -> GoodnessOfFit? {
  guard !samples.isEmpty else {
    fatalError("the mean of no samples")
  }
  let n = Double(samples.count)
  let sampleMean = samples.reduce(0, +) / n
  var spread = standardDeviation ?? 0
  if standardDeviation == nil {
    guard samples.count >= 2 else { return nil }
    let squares = samples.reduce(0) { $0 + ($1 - sampleMean) * ($1 - sampleMean) }
    spread = (squares / (n - 1)).squareRoot()
  }
  guard spread > 0 else { return nil }
  return standardErrors((sampleMean - mean) * n.squareRoot() / spread)
}

/// The two-sided p-value of an estimate that misses the truth by `z` standard errors.
///
/// Use it with estimates whose standard error has a formula, such as a Fano factor.
///
/// ```
/// p = erfc(|z| / √2)
/// ```
public func standardErrors(_ z: Double) -> GoodnessOfFit {
  GoodnessOfFit(statistic: z, pValue: z.isNaN ? 0 : erfc(z.magnitude / (2.0).squareRoot()))
}
