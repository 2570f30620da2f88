// SPDX-License-Identifier: GPL-3.0-or-later

/// Tests samples against a continuous, fully specified law (Kolmogorov–Smirnov).
///
/// ```
/// D = sup |Fₙ(x) − F(x)|
/// ```
/// The p-value has a relative error below 1e-6 wherever it is below 0.025, however small it is
/// (draws rounded to a lattice aside), and an absolute error below 2e-4 elsewhere for n ≥ 100.
/// Most sensitive to shifts in the middle of the law; for its tails use
/// ``andersonDarling(_:cdf:)``. A law with atoms makes the test conservative.
///
/// - Parameters:
///   - samples: Independent draws in any order. Shape `[n]`.
///   - cdf: The cumulative distribution function F.
/// - Precondition: There is at least one sample, none is NaN, and `cdf` stays in 0…1.
/// - Complexity: O(n log n).
/// > Reference: G. Marsaglia, W. W. Tsang and J. Wang, J. Stat. Softw. 8 (2003) no. 18,
/// > doi:10.18637/jss.v008.i18; R. Simard and P. L'Ecuyer, J. Stat. Softw. 39 (2011) no. 11,
/// > doi:10.18637/jss.v039.i11.
public func kolmogorovSmirnov(_ samples: [Double], cdf: (Double) -> Double) -> GoodnessOfFit {
  let values = sortedProbabilities(of: samples, cdf: cdf)
  let n = Double(values.count)
  var distance = 0.0
  for (index, value) in values.enumerated() {
    distance = max(distance, Double(index + 1) / n - value, value - Double(index) / n)
  }
  let law = KolmogorovLaw(sampleCount: values.count)
  return GoodnessOfFit(statistic: distance, pValue: law.upperTail(distance))
}

/// The values F(xᵢ) of the sorted samples, checked.
func sortedProbabilities(of samples: [Double], cdf: (Double) -> Double) -> [Double] {
  guard !samples.isEmpty else {
    fatalError("a test of no samples")
  }
  guard (!samples.contains { $0.isNaN }) else {
    fatalError("a sample is NaN")
  }
  return samples.sorted().map { sample in
    let probability = cdf(sample)
    guard probability >= 0 && probability <= 1 else {
      fatalError("the cdf is \(probability) at \(sample), outside 0…1")
    }
    return probability
  }
}
