// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Randomness

/// The laws of a Poisson neuron. Correct samplers pass them, wrong ones do not.
extension PoissonObservation {
  /// Counts are Poisson: χ² over the values of the count, both tails included.
  public var countLaw: GoodnessOfFit? { poissonLaw(counts, mean: rate) }

  /// The variance of counts is their mean.
  public var countDispersion: GoodnessOfFit? { poissonDispersion(counts: counts) }

  /// The sum of all counts is Poisson.
  public var totalLaw: GoodnessOfFit {
    poissonTotal(counts.reduce(0, +), mean: rate * Double(counts.count))
  }

  /// Intervals are exponential, in the middle of the law.
  public var intervalLaw: GoodnessOfFit? {
    let intervals = scaledIntervals
    return intervals.isEmpty ? nil : kolmogorovSmirnov(intervals) { -expm1(-$0) }
  }

  /// Intervals are exponential, shortest and longest included.
  public var intervalTails: GoodnessOfFit? {
    let intervals = scaledIntervals
    return intervals.isEmpty ? nil : andersonDarling(intervals) { -expm1(-$0) }
  }

  /// The standard deviation of intervals is their mean: their coefficient of variation is 1.
  public var intervalVariation: GoodnessOfFit? {
    let squares = scaledIntervals.map { ($0 - 1) * ($0 - 1) }
    return squares.count < 100 ? nil : meanTest(squares, mean: 1)
  }

  /// The first arrival of a window is exponential too, given that it falls into the window.
  public var firstArrivalLaw: GoodnessOfFit? {
    let first = firstArrivals
    return first.isEmpty
      ? nil : kolmogorovSmirnov(first) { [rate] in min(1, expm1(-rate * $0) / expm1(-rate)) }
  }

  /// Given their number, arrivals are uniform in the window.
  public var uniformity: GoodnessOfFit? {
    times.isEmpty ? nil : kolmogorovSmirnov(times) { $0 }
  }

  /// An interval says nothing about the interval `lag` later.
  ///
  /// - Returns: `nil` for fewer than 100 pairs.
  public func serialCorrelation(lag: Int) -> GoodnessOfFit? {
    let intervals = scaledIntervals
    guard intervals.count >= 100 + lag else { return nil }
    let products = zip(intervals, intervals.dropFirst(lag)).reduce(0.0) { sum, pair in
      sum + (pair.0 - 1) * (pair.1 - 1)
    }
    return standardErrors(products / Double(intervals.count - lag).squareRoot())
  }

  /// All laws by name; `nil` where there are too few draws for a test.
  public var laws: [(name: String, fit: GoodnessOfFit?)] {
    [
      ("count χ²", countLaw), ("count dispersion", countDispersion), ("total count", totalLaw),
      ("interval KS", intervalLaw), ("interval AD", intervalTails),
      ("interval CV", intervalVariation), ("first arrival KS", firstArrivalLaw),
      ("conditional uniformity KS", uniformity),
    ] + (1...5).map { ("serial correlation, lag \($0)", serialCorrelation(lag: $0)) }
  }

  /// The variance of counts over their mean, 1 for Poisson; `nil` when all counts are 0.
  public var fanoFactor: Double? {
    let n = Double(counts.count)
    let mean = Double(counts.reduce(0, +)) / n
    guard mean > 0, counts.count > 1 else { return nil }
    return counts.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / (n - 1) / mean
  }

  /// The standard deviation of intervals over their mean, 1 for Poisson; `nil` for fewer than two.
  public var coefficientOfVariation: Double? {
    let intervals = scaledIntervals
    guard intervals.count > 1 else { return nil }
    let n = Double(intervals.count)
    let mean = intervals.reduce(0, +) / n
    let squares = intervals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / (n - 1)).squareRoot() / mean
  }
}

/// Tests counts against the Poisson law of a mean (χ² over the values of the count, both tails included).
///
/// - Returns: `nil` for too few counts.
public func poissonLaw(_ counts: [Int], mean: Double) -> GoodnessOfFit? {
  let law = PoissonLaw(mean: mean)
  let cells = law.quantile(tail: 1e-9) + 1
  var observed = [Int](repeating: 0, count: cells + 1)
  for count in counts { observed[min(count, cells)] += 1 }
  let probabilities = (0..<cells).map(law.probability) + [law.tailProbability(above: cells - 1)]
  let expected = probabilities.map { $0 * Double(counts.count) }
  return chiSquared(observed: observed, expected: expected, pooledTo: 50)
}

/// Tests one count against the Poisson law of a mean; two-sided and exact, also where no cell but 0 fills.
public func poissonTotal(_ total: Int, mean: Double) -> GoodnessOfFit {
  let law = PoissonLaw(mean: mean)
  let tail = min(law.cumulativeProbability(upTo: total), law.tailProbability(above: total - 1))
  return GoodnessOfFit(statistic: Double(total), pValue: min(1, 2 * tail))
}

/// Tests whether two sets of Poisson counts of mean `rate` are independent.
public func countCorrelation(_ first: [Int], _ second: [Int], rate: Double) -> GoodnessOfFit {
  let sum = zip(first, second).reduce(0.0) { sum, pair in
    sum + (Double(pair.0) - rate) * (Double(pair.1) - rate)
  }
  return standardErrors(sum / (rate * Double(first.count).squareRoot()))
}
