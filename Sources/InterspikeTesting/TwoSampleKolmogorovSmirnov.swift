// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Tests whether two sets of samples come from one continuous law (Kolmogorov–Smirnov).
///
/// ```
/// D = sup |F₁(x) − F₂(x)|
/// ```
/// For n samples in each set the p-value is exact, with k = n D:
/// ```
/// P(D ≥ k/n) = 2 Σᵢ (−1)ⁱ⁻¹ C(2n, n − ik) / C(2n, n),   i = 1, 2, … ⌊n/k⌋
/// ```
/// For unequal sets it is that of the limit law of D √(n₁n₂/(n₁ + n₂)), which is too large by up to
/// 3 % at p = 0.02 and 15 % at p = 1e-8 when both sets have 500 or more (measured against exact
/// values). Samples that tie, as counts do, make the test conservative.
///
/// - Precondition: Neither set is empty and no sample is NaN.
/// - Complexity: O(n log n).
/// > Reference: B. V. Gnedenko and V. S. Korolyuk, Dokl. Akad. Nauk SSSR 80 (1951) 525–528 (equal
/// > sets); N. V. Smirnov, Ann. Math. Stat. 19 (1948) 279–281, doi:10.1214/aoms/1177730256.
public func twoSampleKolmogorovSmirnov(_ first: [Double], _ second: [Double]) -> GoodnessOfFit {
  guard !first.isEmpty && !second.isEmpty else {
    fatalError("\(first.count) samples against \(second.count)")
  }
  guard (!first.contains { $0.isNaN } && !second.contains { $0.isNaN }) else {
    fatalError("a sample is NaN")
  }
  let left = first.sorted()
  let right = second.sorted()
  var i = 0
  var j = 0
  var widest = 0
  while i < left.count, j < right.count {
    let value = min(left[i], right[j])
    while i < left.count, left[i] == value { i += 1 }
    while j < right.count, right[j] == value { j += 1 }
    widest = max(widest, abs(i * right.count - j * left.count))
  }
  let product = Double(left.count) * Double(right.count)
  let distance = Double(widest) / product
  if left.count == right.count {
    let p = equalSizesUpperTail(steps: widest / left.count, count: left.count)
    return GoodnessOfFit(statistic: distance, pValue: p)
  }
  let effective = product / Double(left.count + right.count)
  return GoodnessOfFit(
    statistic: distance,
    pValue: KolmogorovLaw.limitUpperTail(distance * effective.squareRoot()))
}

private func equalSizesUpperTail(steps: Int, count: Int) -> Double {
  guard steps > 0 else { return 1 }
  let n = Double(count)
  var sum = 0.0
  var sign = 1.0
  for shift in stride(from: steps, through: count, by: steps) {
    let s = Double(shift)
    let logTerm: Double = 2 * lgamma(n + 1) - lgamma(n - s + 1) - lgamma(n + s + 1)
    let term = exp(logTerm)
    sum += sign * term
    sign = -sign
    if term < 1e-18 * sum.magnitude { break }
  }
  return min(1, 2 * sum)
}
