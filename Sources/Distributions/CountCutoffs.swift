// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Randomness

/// Where to cut the possible counts of Poisson neurons off, quickly for any rate.
///
/// ```
/// U(λ) = min {k ≥ 1 : P(N > k) ≤ tail}
/// ```
struct CountCutoffs: Sendable {
  let tail: Double
  /// At index U − 1 the largest mean whose cut-off is U, for U = 1, 2, and so on.
  private let largestMeans: [Double]

  /// - Precondition: `tail` is in (0, 1).
  init(tail: Double) {
    guard tail > 0 && tail < 1 else {
      fatalError("\(tail) is not a tail probability: use one in (0, 1)")
    }
    self.tail = tail
    // Rates beyond 148 do not come from models with the usual bound; they are found one by one.
    largestMeans = (1...PoissonLaw(mean: 150).quantile(tail: tail)).map { count in
      var (low, high) = (0.0, Double(count) + 1)
      for _ in 0..<40 {
        let middle = (low + high) / 2
        let rest = PoissonLaw(mean: middle).tailProbability(above: count)
        if rest <= tail { low = middle } else { high = middle }
      }
      return low
    }
  }

  /// U(λ).
  func largestCount(mean: Double) -> Int {
    guard let last = largestMeans.last, mean <= last else {
      return PoissonLaw(mean: mean).quantile(tail: tail)
    }
    var (low, high) = (0, largestMeans.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if largestMeans[middle] >= mean { high = middle } else { low = middle + 1 }
    }
    return low + 1
  }
}
