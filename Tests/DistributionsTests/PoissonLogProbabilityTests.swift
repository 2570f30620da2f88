// SPDX-License-Identifier: GPL-3.0-or-later

import Distributions
import Foundation
import InterspikeTesting
import Randomness
import Tensors
import Testing

@Suite struct PoissonLogProbabilityTests {
  private let logRates = Tensor([-1, 0.5, 2, 0, -3, 4.5], shape: [2, 3])
  private let counts = Tensor([0, 1, 9, 2, 0, 88], shape: [2, 3])

  @Test("It is the logarithm of the Poisson law's probability") func itIsLogarithmOfPoisson() {
    let found = Poisson(logRates: logRates).logProbability(of: counts)
    #expect(found.shape == [2])
    for trial in 0..<2 {
      let expected = (0..<3).reduce(0.0) { sum, neuron in
        let index = 3 * trial + neuron
        let law = PoissonLaw(mean: exp(Double(logRates.values[index])))
        return sum + log(law.probability(of: Int(counts.values[index])))
      }
      #expect(abs(Double(found.values[trial]) - expected) < 1e-5 * abs(expected))
    }
  }

  @Test("Its gradient is that of differences") func itsGradient() {
    let input = logRates.recorded()
    let weights = Tensor([0.7, -1.3], shape: [2])
    let loss = (Poisson(logRates: input).logProbability(of: counts) * weights).sum()
    let slopes = gradient(of: loss, withRespectTo: [input])[0].values
    let report = GradientCheck(relativeTolerance: 2e-3, absoluteTolerance: 2e-3)
      .check(at: logRates.values, gradient: slopes) { shifted in
        let sums = Poisson(logRates: Tensor(shifted, shape: [2, 3])).logProbability(of: counts)
        return zip(sums.values, weights.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      }
    #expect(report.passes, "\(report)")
  }

  /// False-alarm rate 1e-9; the negative control shifts the rate by 2 %.
  @Test("The score of exact counts has mean zero", arguments: [0.3, 4, 30])
  func scoreOfExactCounts(rate: Double) throws {
    let logRates = Tensor(repeating: Float(log(rate)), shape: [2000, 100])
    let counts = try Poisson(logRates: logRates).counts(
      at: DrawAddress(seed: SeedSequence(3), purpose: "score"))
    func fit(_ logRates: Tensor) throws -> GoodnessOfFit {
      let input = logRates.recorded()
      let sum = Poisson(logRates: input).logProbability(of: counts).sum()
      let scores = gradient(of: sum, withRespectTo: [input])[0].values.map { Double($0) }
      return try #require(meanTest(scores, mean: 0))
    }
    #expect(try fit(logRates).pValue > 1e-9)
    #expect(try fit(logRates + Float(log(1.03))).pValue < 1e-9)
  }

  @Test("A silent neuron that is silent costs nothing, a spike of it is impossible")
  func silentNeuronThatIsSilent() {
    let silent = Poisson(logRates: Tensor([-.infinity], shape: [1, 1]))
    #expect(silent.logProbability(of: Tensor([0], shape: [1, 1])).values == [0])
    #expect(silent.logProbability(of: Tensor([1], shape: [1, 1])).values == [-.infinity])
  }
}
