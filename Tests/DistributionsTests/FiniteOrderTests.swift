// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Distributions
import Foundation
import Randomness
import Tensors
import Testing

/// Guards against slopes that are biased for the losses they promise to be exact for.
@Suite("Finite-order gradients")
struct FiniteOrderTests {
  static let rates: [Double] = [0.02, 0.1, 1, 5, 20]

  /// Σ_z P(z; λ)·value(z), to where the rest is below 1e-14.
  private static func expectation(_ rate: Double, _ value: (Double) -> Double) -> Double {
    var (probability, sum, count) = (exp(-rate), 0.0, 0.0)
    while count < rate + 20 + 12 * rate.squareRoot() {
      sum += probability * value(count)
      count += 1
      probability *= rate / count
    }
    return sum
  }

  /// The largest relative error of E[w·f′(z)] against ∂E f/∂ln λ = λE[f(z+1) − f(z)], over powers up to `degree`.
  private static func bias(
    degree: Int, rate: Double, slope: (Double) -> Double
  ) -> Double {
    (1...degree).map { power in
      let exact = rate * expectation(rate) { pow($0 + 1, Double(power)) - pow($0, Double(power)) }
      let found = expectation(rate) {
        slope($0) * Double(power) * (power == 1 ? 1 : pow($0, Double(power - 1)))
      }
      return abs(found / exact - 1)
    }.max() ?? 0
  }

  @Test("Exact for polynomials of their order, at every rate", arguments: rates)
  func exact(rate: Double) {
    for order in FiniteOrder.Order.allCases {
      let estimator = FiniteOrder(order)
      let found = Self.bias(degree: order.rawValue, rate: rate) {
        Double(estimator.slope(count: Float($0), rate: Float(rate)))
      }
      #expect(found < 2e-5, "order \(order.rawValue), rate \(rate): \(found)")
    }
  }

  @Test("The same check rejects slopes of z, of λ, and of second order for cubic losses")
  func controls() {
    #expect(Self.bias(degree: 2, rate: 1) { $0 } > 0.1)
    #expect(Self.bias(degree: 2, rate: 1) { _ in 1 } > 0.1)
    #expect(Self.bias(degree: 3, rate: 1) { ($0 + 1) / 2 } > 0.01)
  }

  @Test("Counts are those of the arrivals, gradients their slopes, at any temperature")
  func recorded() throws {
    var generator = SeedSequence(5).generator(for: "log-rates")
    let logRates = Tensor(
      (0..<60).map { _ in Float(generator.uniform(in: -4..<3)) }, shape: [5, 12]
    ).recorded()
    let rates = Poisson(logRates: logRates)
    let address = DrawAddress(seed: SeedSequence(8), purpose: .training, window: 2)
    for order in FiniteOrder.Order.allCases {
      let estimator = FiniteOrder(order)
      let counts = try estimator.counts(of: rates, temperature: 0.1, at: address)
      #expect(try counts == rates.counts(at: address))
      #expect(try counts == estimator.counts(of: rates, temperature: 1, at: address))
      let slopes = gradient(of: counts.sum(), withRespectTo: [logRates])[0].values
      for (index, count) in counts.values.enumerated() {
        let expected = estimator.slope(count: count, rate: exp(logRates.values[index]))
        #expect(abs(slopes[index] - expected) <= 1e-5 * max(1, abs(expected)))
      }
    }
  }
}
