// SPDX-License-Identifier: GPL-3.0-or-later

import Distributions
import Foundation
import InterspikeTesting
import Randomness
import Tensors
import Testing

@Suite struct PoissonDivergenceTests {
  private static func closedForm(_ gain: Double) -> Double {
    // Near 0 the terms cancel even in double precision.
    guard abs(gain) > 1e-3 else {
      return gain * gain * (1 / 2.0 + gain * (1 / 3.0 + gain / 8))
    }
    return 1 + exp(gain) * (gain - 1)
  }

  private func divergence(_ gains: [Float], logPrior: Float) -> Divergence {
    Divergence.poisson(
      logGain: Tensor(gains, shape: [1, gains.count]),
      logPrior: Tensor([Float](repeating: logPrior, count: gains.count), shape: [1, gains.count]))
  }

  @Test("It is the closed form, on both sides of where the series ends and far out")
  func itIsClosedForm() {
    let gains: [Float] =
      [0, 1e-30, 1e-8, 1e-4, 0.05, 0.1, Float(0.1).nextDown, 0.100_01, 0.11, 0.3, 1, 5, 20, 80]
    for sign in [Float(1), -1] {
      for logPrior in [0, -6, 2] as [Float] {
        let values = divergence(gains.map { sign * $0 }, logPrior: logPrior).byNeuron
        for (gain, value) in zip(gains, values) {
          let delta = Double(sign * gain)
          let expected = exp(Double(logPrior)) * Self.closedForm(delta)
          // Above the switch 1 cancels against e^δ: 0.005 is left of it.
          let allowed =
            abs(delta) < 0.1
            ? 1e-6 * expected + 1e-38 : 6e-7 * exp(Double(logPrior)) + 1e-6 * expected
          #expect(abs(value - expected) <= allowed, "δ \(delta), log r \(logPrior): \(value)")
          #expect(value >= 0)
        }
      }
    }
  }

  @Test("It is what the two Poisson laws say, summed over counts") func itIsWhatTwoPoisson() {
    for (prior, delta) in [(0.3, 0.8), (2.0, -1.1), (5, 0.4), (1, 0.05)] {
      let posterior = PoissonLaw(mean: prior * exp(delta))
      let sum = (0..<80).reduce(0.0) { sum, count in
        let p = posterior.probability(of: count)
        guard p > 0 else { return sum }
        return sum + p * log(p / PoissonLaw(mean: prior).probability(of: count))
      }
      let value = divergence([Float(delta)], logPrior: Float(log(prior))).byNeuron[0]
      #expect(abs(value - sum) < 2e-6 * (1 + sum))
    }
  }

  @Test("A posterior at its prior costs nothing") func posteriorAtItsPriorCosts() {
    let zeros = divergence([Float](repeating: 0, count: 37), logPrior: 1)
    #expect(zeros.total.scalar == 0)
    #expect(zeros.byNeuron.allSatisfy { $0 == 0 })
  }

  @Test("The neurons' sums add to the total", arguments: [(1, 1), (3, 16), (5, 37), (40, 100)])
  func neuronsSumsAddToTotal(rows: Int, columns: Int) {
    var generator = SeedSequence(2).generator(for: "divergence", rows, columns)
    let gains = (0..<rows * columns).map { _ in Float(generator.normal()) }
    let prior = (0..<columns).map { _ in Float(generator.uniform(in: -6..<0)) }
    let divergence = Divergence.poisson(
      logGain: Tensor(gains, shape: [rows, columns]), logPrior: Tensor(prior, shape: [1, columns]))
    var expected = [Double](repeating: 0, count: columns)
    for (index, gain) in gains.enumerated() {
      let neuron = index % columns
      expected[neuron] += exp(Double(prior[neuron])) * Self.closedForm(Double(gain))
    }
    for (value, reference) in zip(divergence.byNeuron, expected) {
      #expect(abs(value - reference) < 1e-6 * Double(rows) + 1e-6 * reference)
    }
    let total = divergence.byNeuron.reduce(0, +)
    #expect(divergence.total.scalar == Float(total))
    #expect(divergence.total.shape == [])
  }

  @Test("Its gradients are those of differences", arguments: [0.02, 0.1, 1, 3])
  func itsGradientsAreThoseOfDifferences(scale: Double) {
    let rows = 3
    let columns = 19
    var generator = SeedSequence(3).generator(for: "divergence gradient")
    let gains = (0..<rows * columns).map { _ in Float(generator.normal() * scale) }
    let prior = (0..<columns).map { _ in Float(generator.uniform(in: -2..<1)) }
    func loss(_ gains: [Float], _ prior: [Float]) -> Double {
      Divergence.poisson(
        logGain: Tensor(gains, shape: [rows, columns]),
        logPrior: Tensor(prior, shape: [1, columns])
      ).byNeuron.reduce(0, +)
    }
    let gain = Tensor(gains, shape: [rows, columns]).recorded()
    let base = Tensor(prior, shape: [1, columns]).recorded()
    let total = Divergence.poisson(logGain: gain, logPrior: base).total
    let slopes = gradient(of: total * 2, withRespectTo: [gain, base])
    let check = GradientCheck(steps: [1e-2, 2e-3, 5e-4], absoluteTolerance: 5e-4)
    let toGain = check.check(at: gains, gradient: slopes[0].values) { 2 * loss($0, prior) }
    let toPrior = check.check(at: prior, gradient: slopes[1].values) { 2 * loss(gains, $0) }
    #expect(toGain.passes, "\(toGain)")
    #expect(toPrior.passes, "\(toPrior)")
  }

  @Test("Only what is recorded receives a gradient") func onlyWhatIsRecordedReceives() {
    let gain = Tensor([0.5, -0.5], shape: [1, 2])
    let prior = Tensor([0, 1], shape: [1, 2]).recorded()
    let total = Divergence.poisson(logGain: gain, logPrior: prior).total
    #expect(gradient(of: total, withRespectTo: [prior])[0].values.allSatisfy { $0 > 0 })
    #expect(!Divergence.poisson(logGain: gain, logPrior: gain).total.isRecorded)
  }
}
