// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import InterspikeTesting
import Randomness

/// The laws of a Poisson neuron. Correct samplers pass them, the negative controls do not.
extension Observation {
  /// Counts are Poisson: χ² over the values of the count, both tails included.
  var countLaw: GoodnessOfFit? { poissonLaw(counts, mean: rate) }

  /// The variance of counts is their mean.
  var countDispersion: GoodnessOfFit? { poissonDispersion(counts: counts) }

  /// The sum of all counts is Poisson.
  var totalLaw: GoodnessOfFit {
    poissonTotal(counts.reduce(0, +), mean: rate * Double(counts.count))
  }

  /// Intervals are exponential, in the middle of the law.
  var intervalLaw: GoodnessOfFit { kolmogorovSmirnov(scaledIntervals) { -expm1(-$0) } }

  /// Intervals are exponential, shortest and longest included.
  var intervalTails: GoodnessOfFit { andersonDarling(scaledIntervals) { -expm1(-$0) } }

  /// The first arrival of a window is exponential too, given that it falls into the window.
  var firstArrivalLaw: GoodnessOfFit {
    kolmogorovSmirnov(firstArrivals) { [rate] in min(1, expm1(-rate * $0) / expm1(-rate)) }
  }

  /// Given their number, arrivals are uniform in the window.
  var uniformity: GoodnessOfFit { kolmogorovSmirnov(times) { $0 } }

  /// An interval says nothing about the interval `lag` later.
  func serialCorrelation(lag: Int) -> GoodnessOfFit {
    let intervals = scaledIntervals
    let products = zip(intervals, intervals.dropFirst(lag)).reduce(0.0) { sum, pair in
      sum + (pair.0 - 1) * (pair.1 - 1)
    }
    return standardErrors(products / Double(intervals.count - lag).squareRoot())
  }
}

func poissonLaw(_ counts: [Int], mean: Double) -> GoodnessOfFit? {
  let law = PoissonLaw(mean: mean)
  let cells = law.quantile(tail: 1e-9) + 1
  var observed = [Int](repeating: 0, count: cells + 1)
  for count in counts { observed[min(count, cells)] += 1 }
  let probabilities = (0..<cells).map(law.probability) + [law.tailProbability(above: cells - 1)]
  let expected = probabilities.map { $0 * Double(counts.count) }
  return chiSquared(observed: observed, expected: expected, pooledTo: 50)
}

/// Two-sided and exact: for rates so small that no cell but 0 fills.
func poissonTotal(_ total: Int, mean: Double) -> GoodnessOfFit {
  let law = PoissonLaw(mean: mean)
  let tail = min(law.cumulativeProbability(upTo: total), law.tailProbability(above: total - 1))
  return GoodnessOfFit(statistic: Double(total), pValue: min(1, 2 * tail))
}

/// Two sets of counts of mean `rate` do not know of each other.
func countCorrelation(_ first: [Int], _ second: [Int], rate: Double) -> GoodnessOfFit {
  let sum = zip(first, second).reduce(0.0) { sum, pair in
    sum + (Double(pair.0) - rate) * (Double(pair.1) - rate)
  }
  return standardErrors(sum / (rate * Double(first.count).squareRoot()))
}
