// SPDX-License-Identifier: GPL-3.0-or-later

/// Tests whether counts scatter as Poisson counts of one common mean, which need not be known.
///
/// ```
/// D = Σ (kᵢ − k̄)² / k̄  ~  χ²(n − 1)
/// ```
/// Two-sided: too little scatter (a regular or binomial source) is rejected as well as too much
/// (a drifting or correlated one).
///
/// Given their sum N, Poisson counts are multinomial, and the law above is its limit for many
/// coincidences, N²/2n. By exact calculation, an upper tail below 1e-8 happens 14 times as often as
/// it should at N²/2n = 200, 3 times at 3000 and 1.4 times at 25,000. Test sparser counts with
/// ``chiSquared(observed:expected:pooledTo:parameters:)`` instead.
///
/// - Returns: `nil` for fewer than two counts, or when all are 0.
/// - Precondition: No count is negative.
/// - Complexity: O(n).
/// > Reference: R. A. Fisher, H. G. Thornton and W. A. Mackenzie, Ann. Appl. Biol. 9 (1922)
/// > 325–359, doi:10.1111/j.1744-7348.1922.tb05962.x.
public func poissonDispersion(counts: [Int]) -> GoodnessOfFit? {
  guard (counts.allSatisfy { $0 >= 0 }) else {
    fatalError("a count of \(counts.min() ?? 0) is below 0")
  }
  let mean = Double(counts.reduce(0, +)) / Double(counts.count)
  guard counts.count >= 2, mean > 0 else { return nil }
  let squares = counts.reduce(0.0) { sum, count in
    let deviation = Double(count) - mean
    return sum + deviation * deviation
  }
  let statistic = squares / mean
  let law = ChiSquaredLaw(degreesOfFreedom: Double(counts.count - 1))
  let tail = min(law.lowerTail(statistic), law.upperTail(statistic))
  return GoodnessOfFit(statistic: statistic, pValue: min(1, 2 * tail))
}
