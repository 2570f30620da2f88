// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Tests samples against a continuous, fully specified law, with weight on its tails.
///
/// ```
/// A² = −n − (1/n) Σ (2i − 1) (ln Fᵢ + ln(1 − Fₙ₊₁₋ᵢ)),   Fᵢ = F(x₍ᵢ₎)
/// ```
/// The p-value is that of the limit law, computed to about 12 digits however small it is; the
/// limit is approached like 1/n, so give it 100 samples or more. A sample that is impossible under
/// the law (F = 0 or 1) makes A² infinite and p = 0: draws on a lattice of b bits meet their end
/// point by chance n/2ᵇ.
///
/// - Parameters:
///   - samples: Independent draws in any order. Shape `[n]`.
///   - cdf: The cumulative distribution function F.
/// - Precondition: There is at least one sample, none is NaN, and `cdf` stays in 0…1.
/// - Complexity: O(n log n).
/// > Reference: T. W. Anderson and D. A. Darling, Ann. Math. Stat. 23 (1952) 193–212,
/// > doi:10.1214/aoms/1177729437.
public func andersonDarling(_ samples: [Double], cdf: (Double) -> Double) -> GoodnessOfFit {
  let values = sortedProbabilities(of: samples, cdf: cdf)
  let n = Double(values.count)
  var sum = 0.0
  for (index, (low, high)) in zip(values, values.reversed()).enumerated() {
    sum += Double(2 * index + 1) * (log(low) + log1p(-high))
  }
  let statistic = -n - sum / n
  return GoodnessOfFit(statistic: statistic, pValue: andersonDarlingUpperTail(statistic))
}

/// P(A² > x) for n → ∞, where A² is Σ Zⱼ² / (j(j + 1)) over independent standard normal Zⱼ.
///
/// Smirnov's formula for a weighted sum of squares, with aⱼ = j(j + 1):
/// ```
/// P = (1/π) Σₖ (−1)ᵏ⁺¹ ∫ e^(−ux/2) / (u √|D(u)|) du   over u from a₂ₖ₋₁ to a₂ₖ
/// D(u) = Πⱼ (1 − u/aⱼ) = −cos(½π √(1 + 4u)) / (πu)
/// ```
/// The integrand is singular like 1/√ at both ends, which Gauss–Chebyshev nodes integrate exactly.
///
/// > Reference: N. V. Smirnov, Mat. Sb. 2 (1937) 973–993; Anderson and Darling (1952) for D(u).
func andersonDarlingUpperTail(_ statistic: Double) -> Double {
  guard statistic.isFinite else { return 0 }
  guard statistic > 0.02 else { return 1 }
  let nodes = 128
  var sum = 0.0
  for k in 1...100 {
    let low = Double((2 * k - 1) * 2 * k)
    let high = Double(2 * k * (2 * k + 1))
    var mean = 0.0
    for node in 0..<nodes {
      let angle = (Double(node) + 0.5) * Double.pi / Double(nodes)
      let u = (low + high) / 2 + (high - low) / 2 * cos(angle)
      let determinant = abs(cos(Double.pi / 2 * (1 + 4 * u).squareRoot())) / (Double.pi * u)
      mean += exp(-u * statistic / 2) / u * ((u - low) * (high - u) / determinant).squareRoot()
    }
    mean /= Double(nodes)
    sum += k.isMultiple(of: 2) ? -mean : mean
    if mean <= 1e-18 * sum { break }
  }
  return min(1, max(0, sum))
}
