// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
public import Randomness
internal import Tensors

/// What a statistic would have been on other samples like the one at hand: resampling with replacement.
///
/// ```
/// θ* = statistic(x*₁ … x*ₙ),   x*ᵢ uniform among the data                       percentile and BCa intervals
/// θ ± t_{(1+level)/2, n−1} · SD(θ*)                                             ``studentInterval(level:)``
/// ```
/// Resample r is a pure function of (seed, purpose, r): the same bits for any number of threads.
///
/// > Reference: B. Efron, J. Am. Stat. Assoc. 82 (1987) 171–185, doi:10.1080/01621459.1987.10478410.
public struct Bootstrap: Sendable {
  /// θ, the statistic of the data themselves.
  public let estimate: Double
  /// θ* of every resample, in order.
  public let replicates: [Double]
  /// The statistic without datum i, for each i.
  public let jackknife: [Double]

  /// What is known of a statistic, computed elsewhere.
  public init(estimate: Double, replicates: [Double], jackknife: [Double]) {
    self.estimate = estimate
    self.replicates = replicates
    self.jackknife = jackknife
  }

  /// Resamples data.
  ///
  /// - Parameters:
  ///   - data: the independent observations; whole records where a statistic needs pairs.
  ///   - resamples: how many; published errors take 10⁵ to 10⁶.
  ///   - seed: the root of randomness.
  ///   - purpose: what the resamples are for; two statistics of one purpose share their resamples.
  ///   - threads: how many threads may work at once.
  ///   - statistic: of a sample of as many observations as the data, or one fewer for the jackknife.
  /// - Precondition: there are data, and at least one resample.
  /// - Complexity: O(resamples) statistics.
  public init<Observation: Sendable>(
    of data: [Observation], resamples: Int = 10_000, seed: SeedSequence,
    purpose: Purpose = "bootstrap", threads: Int,
    statistic: @Sendable ([Observation]) -> Double
  ) {
    guard !data.isEmpty && resamples > 0 else {
      fatalError("\(resamples) resamples of \(data.count) observations")
    }
    estimate = statistic(data)
    let size = 256
    replicates = inParallel(count: (resamples + size - 1) / size, threads: threads) { block in
      (block * size..<min((block + 1) * size, resamples)).map { resample in
        var generator = seed.generator(for: purpose, resample)
        return statistic(data.map { _ in data[generator.integer(below: data.count)] })
      }
    }.flatMap { $0 }
    jackknife =
      data.count > 1
      ? data.indices.map { left in
        statistic(data.indices.compactMap { $0 == left ? nil : data[$0] })
      } : []
  }

  /// The bootstrap standard error: the standard deviation of replicates; nil for fewer than two.
  public var standardError: Double? {
    guard replicates.count > 1 else { return nil }
    let n = Double(replicates.count)
    let mean = replicates.reduce(0, +) / n
    let squares = replicates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / (n - 1)).squareRoot()
  }

  /// The interval between quantiles of the replicates that leave out (1 − level)/2 on either side.
  ///
  /// - Precondition: `level` is in (0, 1).
  public func percentileInterval(level: Double) -> ClosedRange<Double>? {
    Self.check(level)
    return interval(from: (1 - level) / 2, to: (1 + level) / 2)
  }

  /// The bias-corrected and accelerated interval.
  ///
  /// ```
  /// z₀ = Φ⁻¹(fraction of θ* below θ, ties half),   a = Σdᵢ³ / (6 (Σdᵢ²)^{3/2}),   dᵢ = mean of θ₍ⱼ₎ − θ₍ᵢ₎
  /// ends at the quantiles Φ(z₀ + (z₀ + z)/(1 − a(z₀ + z))) of θ*,   z = Φ⁻¹((1 ∓ level)/2)
  /// ```
  /// nil where it is undefined: all resamples on one side of θ, or no datum that matters.
  ///
  /// - Precondition: `level` is in (0, 1).
  public func bcaInterval(level: Double) -> ClosedRange<Double>? {
    Self.check(level)
    let below = replicates.count { $0 < estimate }
    let notAbove = replicates.count { $0 <= estimate }
    let share = Double(below + notAbove) / Double(2 * replicates.count)
    let mean = jackknife.reduce(0, +) / Double(jackknife.count)
    let deviations = jackknife.map { mean - $0 }
    let squares = deviations.reduce(0) { $0 + $1 * $1 }
    guard share > 0, share < 1, squares > 0 else { return nil }
    let bias = Quantiles.normal(share)
    let acceleration = deviations.reduce(0) { $0 + $1 * $1 * $1 } / (6 * pow(squares, 1.5))
    func adjusted(_ probability: Double) -> Double {
      let shifted = bias + Quantiles.normal(probability)
      return Quantiles.normalProbability(bias + shifted / (1 - acceleration * shifted))
    }
    return interval(from: adjusted((1 - level) / 2), to: adjusted((1 + level) / 2))
  }

  /// The estimate ± bootstrap standard error × Student's t, the published errors at level 0.99.
  ///
  /// t has one degree of freedom fewer than there are data: 4.604 for five. Resampled means vary by √((n−1)/n) of the usual
  /// standard error, as published. nil for fewer than two data or resamples, or when a replicate is not finite.
  ///
  /// - Precondition: `level` is in (0, 1).
  public func studentInterval(level: Double) -> ClosedRange<Double>? {
    Self.check(level)
    guard let standardError, jackknife.count > 1 else { return nil }
    let half =
      standardError * Quantiles.student((1 + level) / 2, degreesOfFreedom: jackknife.count - 1)
    guard (estimate + half).isFinite else { return nil }
    return estimate - half...estimate + half
  }

  private static func check(_ level: Double) {
    guard level > 0 && level < 1 else {
      fatalError("a confidence level of \(level) is not between 0 and 1")
    }
  }

  /// Quantiles interpolated linearly between replicates; nil when there is none or any is not finite.
  private func interval(from lower: Double, to upper: Double) -> ClosedRange<Double>? {
    guard !replicates.isEmpty, replicates.allSatisfy(\.isFinite) else { return nil }
    let sorted = replicates.sorted()
    func quantile(_ probability: Double) -> Double {
      let place = probability * Double(sorted.count - 1)
      let index = min(Int(place), sorted.count - 1)
      let next = min(index + 1, sorted.count - 1)
      return sorted[index] + (place - Double(index)) * (sorted[next] - sorted[index])
    }
    let ends = (quantile(lower), quantile(upper))
    return min(ends.0, ends.1)...max(ends.0, ends.1)
  }
}
