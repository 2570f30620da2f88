// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
internal import Foundation
internal import Learning
internal import Randomness
internal import Tensors

/// One decoder, one target and the exact gradient there.
struct QuadraticProblem: Sendable {
  let number: Int
  let rate: Double
  let seed: SeedSequence
  /// Φ, shape [pixels, neurons].
  let dictionary: Tensor
  /// x, shape [1, pixels].
  let target: Tensor
  /// g*, one value a neuron.
  let exactGradient: [Double]

  init(number: Int, rate: Double, pixels: Int, neurons: Int, seed: SeedSequence) throws {
    self.number = number
    self.rate = rate
    self.seed = seed
    var generator = seed.generator(for: "estimators/dictionary", number)
    let spread = (1 / Double(pixels)).squareRoot()
    let atoms = Initializer.normal(standardDeviation: spread)
      .tensor([pixels, neurons], fanIn: 1, using: &generator)
    let noise = Initializer.normal(standardDeviation: 0.5.squareRoot())
      .tensor([1, pixels], fanIn: 1, using: &generator)
    let logRates = Tensor(repeating: Float(log(rate)), shape: [1, neurons])
    let counts = try Poisson(logRates: logRates).counts(
      at: DrawAddress(seed: seed, purpose: "estimators/target", firstTrial: number))
    dictionary = atoms
    target = matmul(counts, atoms, transposeRight: true) + noise
    exactGradient = Self.exactGradient(
      dictionary: atoms.values, target: target.values, rate: exp(Double(logRates.values[0])))
  }

  /// g*_k = λ·(‖φ_k‖² − 2 φ_kᵀ(x − Φλ)).
  private static func exactGradient(dictionary: [Float], target: [Float], rate: Double)
    -> [Double]
  {
    let neurons = dictionary.count / target.count
    var gradient = [Double](repeating: 0, count: neurons)
    for (pixel, value) in target.enumerated() {
      let row = dictionary[pixel * neurons..<(pixel + 1) * neurons].map { Double($0) }
      let residual = Double(value) - rate * row.reduce(0, +)
      for neuron in 0..<neurons {
        gradient[neuron] += rate * row[neuron] * (row[neuron] - 2 * residual)
      }
    }
    return gradient
  }

  /// Estimates of the gradient, one for each draw, less the exact one.
  func errors(of cell: EstimatorStudy.Cell, draws: Range<Int>) throws -> GradientErrors {
    let address = DrawAddress(
      seed: seed, purpose: Purpose("estimators/draws/\(rate)"), window: number,
      firstTrial: draws.lowerBound)
    let logRates = Tensor(
      repeating: Float(log(rate)), shape: [draws.count, exactGradient.count]
    ).recorded()
    let rates = Poisson(logRates: logRates)
    let loss: Tensor
    if let relaxation = cell.estimator.relaxation {
      let temperature = cell.temperature ?? 1
      loss = losses(
        try relaxation.counts(of: rates, temperature: temperature, at: address)
      ).sum()
    } else {
      let counts = try rates.counts(at: address)
      loss = (advantages(of: counts) * rates.logProbability(of: counts)).sum()
    }
    let estimates = gradient(of: loss, withRespectTo: [logRates])[0].values
    return GradientErrors(estimates, exact: exactGradient)
  }

  /// ‖x − Φz‖² of every draw, shape [draws].
  private func losses(_ counts: Tensor) -> Tensor {
    square(matmul(counts, dictionary, transposeRight: true) - target).sum(over: .columns)
  }

  /// The loss of each draw less the mean loss of the others.
  private func advantages(of counts: Tensor) -> Tensor {
    let losses = losses(counts)
    let draws = Float(losses.count)
    return (losses - losses.mean()) * (draws / (draws - 1))
  }
}

/// Sums over draws of what estimates of a gradient are off by.
struct GradientErrors: Sendable {
  private(set) var draws = 0
  /// Σ (g − g*), one value a neuron.
  private(set) var sum: [Double]
  /// Σ ‖g − g*‖².
  private(set) var squares = 0.0
  /// Σ cos(g, g*); a draw whose estimate is 0 points nowhere and adds 0.
  private(set) var cosines = 0.0
  let exactLength: Double

  init(_ estimates: [Float], exact: [Double]) {
    sum = [Double](repeating: 0, count: exact.count)
    exactLength = exact.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for start in stride(from: 0, to: estimates.count, by: exact.count) {
      var (length, product) = (0.0, 0.0)
      for (neuron, truth) in exact.enumerated() {
        let estimate = Double(estimates[start + neuron])
        sum[neuron] += estimate - truth
        squares += (estimate - truth) * (estimate - truth)
        length += estimate * estimate
        product += estimate * truth
      }
      if length > 0 { cosines += product / (length.squareRoot() * exactLength) }
      draws += 1
    }
  }

  mutating func add(_ other: GradientErrors) {
    draws += other.draws
    squares += other.squares
    cosines += other.cosines
    for neuron in sum.indices { sum[neuron] += other.sum[neuron] }
  }
}
