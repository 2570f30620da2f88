// SPDX-License-Identifier: GPL-3.0-or-later

public import Arrivals
internal import Foundation
public import Randomness
public import Tensors

/// Counts relaxed as a softmax over the possible counts.
///
/// ```
/// z = Σ_k k w_k,   w = softmax((a + g)/T),   a_k = kℓ − ln k!,   k = 0…U,   g_k standard Gumbel
/// ∂z/∂ℓ = (1/T)·(Σ k² w_k − (Σ k w_k)²)
/// ```
/// U, which depends on the neuron's own rate, is the smallest count with P(N > U) ≤ `tail`, at least 1;
/// it is included, so that no cut-off biases the mean at T → 0. At T > 0 the mean exceeds the rate: for
/// λ = 1 by 0.1 % at T = 0.1, 5 % at 0.5 and 20 % at 1.
///
/// Use it when: comparing with other work, or as the pattern for laws of counts without arrivals. It draws
/// a number for every possible count, not for every spike, and its gradients vary more than those of
/// ``ArrivalTimes``.
///
/// Gumbel k of (seed, purpose, window, trial, neuron) is draw k of its own Philox stream, under the
/// purpose's name followed by `/gumbels`: the same whatever the cut-off.
///
/// - Complexity: O(trials · neurons + Σ U), U ≈ λ + 5√λ + 7.
///
/// > Reference: Jang, Gu & Poole, arXiv 1611.01144; Ibrahim et al., arXiv 2602.03896 (for counts).
public struct GumbelSoftmaxCounts: CountRelaxation {
  /// The largest probability of counts beyond the cut-off.
  public var tail: Double { cutoffs.tail }
  private let cutoffs: CountCutoffs

  /// The relaxation over all counts but those of total probability `tail`.
  ///
  /// - Precondition: `tail` is in (0, 1).
  public init(tail: Double = 1e-7) { cutoffs = CountCutoffs(tail: tail) }

  public func counts(
    of rates: Poisson, temperature: Double, at address: DrawAddress
  ) throws(ArrivalError) -> Tensor {
    guard temperature > 0, temperature <= 1 else { throw .invalidTemperature(temperature) }
    // Nothing is drawn from them; making them refuses log-rates that are none.
    _ = try rates.arrivals(at: address)
    let logRates = rates.logRates
    var counts: [Float] = []
    var slopes: [Float] = []
    counts.reserveCapacity(logRates.count)
    slopes.reserveCapacity(logRates.count)
    let key = address.seed.key(for: Purpose("\(address.purpose.name)/gumbels"))
    var choice = SoftChoice(temperature: temperature)
    for (index, logRate) in logRates.values.enumerated() {
      let (trial, neuron) = index.quotientAndRemainder(dividingBy: logRates.shape.last ?? 1)
      var generator = RandomGenerator(
        key: key, neuron, address.firstTrial + trial, address.window)
      let largest = cutoffs.largestCount(mean: exp(Double(logRate)))
      let (mean, variance) = choice.moments(
        logRate: Double(logRate), largestCount: largest, using: &generator)
      counts.append(Float(mean))
      slopes.append(Float(variance / temperature))
    }
    guard logRates.isRecorded else { return Tensor(counts, shape: logRates.shape) }
    let slope = Tensor(slopes, shape: logRates.shape)
    return .recording(values: counts, shape: logRates.shape, inputs: [logRates]) { [$0 * slope] }
  }
}

/// One random soft choice among counts, with storage that is used again for the next.
private struct SoftChoice {
  private let temperature: Double
  private var weights: [Double] = []
  private var logFactorials = LogFactorials()

  init(temperature: Double) { self.temperature = temperature }

  /// Mean and variance of k under the weights w_k.
  mutating func moments(
    logRate: Double, largestCount: Int, using generator: inout RandomGenerator
  ) -> (mean: Double, variance: Double) {
    logFactorials.grow(to: largestCount)
    weights.removeAll(keepingCapacity: true)
    var highest = -Double.infinity
    for count in 0...largestCount {
      // 0·(−∞) is not a number, yet a silent neuron's count is 0.
      let logit = count == 0 ? 0 : Double(count) * logRate - logFactorials[count]
      let score = (logit + generator.gumbel()) / temperature
      highest = max(highest, score)
      weights.append(score)
    }
    var total = 0.0
    var sum = 0.0
    for count in weights.indices {
      let weight = exp(weights[count] - highest)
      weights[count] = weight
      total += weight
      sum += Double(count) * weight
    }
    let mean = sum / total
    var squares = 0.0
    for count in weights.indices {
      squares += weights[count] * (Double(count) - mean) * (Double(count) - mean)
    }
    return (mean, squares / total)
  }
}
