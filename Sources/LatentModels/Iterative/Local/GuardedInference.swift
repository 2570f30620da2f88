// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Learning
public import Tensors

/// Inference of an iterative Poisson model by expected counts, in steps that never raise the free energy.
///
/// ```
/// F(u) = ½·Σ (x − Φr)²/σ² + Σ e^b·r + β·KL(r ‖ e^p),   r = e^u          nats, without what does not depend on u
/// step   u ← max(u + α·clip(force/(n·(r + ½) + β), ±2), −8),   force = Φᵀ[(x − Φr)/σ²] − e^b − β·(u − p),  n = Σ φ²/σ²
/// ```
/// The force is the natural gradient that ``IterativePoissonVAE/posterior(of:from:at:)`` follows, with expected counts in place of
/// spikes; where it rests, that dynamics rests on average. With e^b = n/2 the first two terms of F are the expected error of spikes.
/// A step that does not lower F by more than its rounding is refused, datum by datum, and its share α halved; after an accepted
/// step α grows by a tenth, up to 1. Memory and, for each step, work do not depend on how many steps there are.
///
/// - Complexity: O(trials · neurons · pixels) a step.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2410.19315, for the dynamics; backtracking: L. Armijo, Pacific J. Math. 16 (1966) 1–3,
/// > doi:10.2140/pjm.1966.16.1.
public struct GuardedInference: Sendable {
  /// What is believed of some data after some steps.
  public struct Belief: Sendable, Equatable {
    /// u, shape [trials, neurons].
    public internal(set) var logRates: Tensor
    /// r = e^u, of the same shape.
    public internal(set) var rates: Tensor
    /// x − Φr, shape [trials, pixels].
    public internal(set) var residuals: Tensor
    /// F of each datum.
    public internal(set) var freeEnergies: [Double]
    /// How many steps were taken, summed over the data.
    public internal(set) var accepted = 0
    /// How many steps were refused, summed over the data.
    public internal(set) var refused = 0
    /// α of each datum.
    var pace: [Float]
  }

  /// Data that are inferred together; part of no result, since they do not see each other.
  static let blockSize = 50
  /// The smallest share of F that counts as a gain: rounding in single precision stays below it.
  static let smallestGain = 1e-5
  /// The largest change of a log-rate in one step.
  private static let largestChange: Float = 2

  /// The model whose inference it is.
  public let model: IterativePoissonVAE
  /// β, the weight of the divergence from the trained prior.
  public let divergenceWeight: Float
  private let dictionary: Tensor
  private let precision: Tensor
  private let leak: [Float]
  private let prior: [Float]
  /// n, for each neuron.
  private let curvature: [Float]

  /// Inference with a model.
  ///
  /// - Precondition: its decoder is linear.
  public init(_ model: IterativePoissonVAE, divergenceWeight: Float = 0) {
    guard model.likelihood.decoder.isLinear else {
      fatalError("guarded inference needs a linear decoder")
    }
    self.model = model
    self.divergenceWeight = divergenceWeight
    dictionary = model.likelihood.decoder.dictionary.detached
    precision = model.likelihood.precision.detached
    leak = exp(model.logLeak.detached).values
    prior = model.initialLogRates.values
    curvature = matmul(precision, square(dictionary)).values
  }

  /// The data as the dictionary has to explain them.
  private func seen(_ input: Tensor) -> Tensor {
    model.likelihood.decoder.readin.bias.map { input - $0.detached } ?? input
  }

  /// The belief before the first step: the trained prior.
  ///
  /// - Parameter input: shape [trials, pixels].
  public func start(seeing input: Tensor) -> Belief {
    let rates = model.initialLogRates.detached.expanded(to: [input.shape[0], model.latents])
    return start(seeing: input, at: rates)
  }

  /// A belief of given log-rates, shape [trials, neurons].
  public func start(seeing input: Tensor, at logRates: Tensor) -> Belief {
    let rates = exp(logRates.detached)
    let residuals = seen(input) - matmul(rates, dictionary, transposeRight: true)
    let pace = [Float](repeating: 0.5, count: input.shape[0])
    return Belief(
      logRates: logRates.detached, rates: rates, residuals: residuals,
      freeEnergies: freeEnergies(logRates, rates, residuals), pace: pace)
  }

  /// Takes one step.
  public func advance(_ belief: inout Belief, seeing input: Tensor) {
    let (trials, neurons) = (belief.logRates.shape[0], belief.logRates.shape[1])
    let pull = matmul(belief.residuals * precision, dictionary).values
    let before = belief.rates.values
    var proposal = belief.logRates.values
    for trial in 0..<trials {
      let pace = belief.pace[trial]
      for neuron in 0..<neurons {
        let place = trial * neurons + neuron
        let logRate = proposal[place]
        let force =
          pull[place] - leak[neuron] - divergenceWeight * (logRate - prior[neuron])
        let bend =
          max(curvature[neuron], 1e-6) * (before[place] + 0.5) + divergenceWeight
        let change = min(max(force / bend, -Self.largestChange), Self.largestChange)
        proposal[place] = max(logRate + pace * change, model.smallestLogRate)
      }
    }
    let logRates = Tensor(proposal, shape: [trials, neurons])
    let rates = exp(logRates)
    let residuals = seen(input) - matmul(rates, dictionary, transposeRight: true)
    let reached = freeEnergies(logRates, rates, residuals)
    let isLower = reached.indices.map { trial in
      let before = belief.freeEnergies[trial]
      return reached[trial] < before - Self.smallestGain * abs(before)
    }
    let taken = isLower.count { $0 }
    belief.accepted += taken
    belief.refused += trials - taken
    for trial in 0..<trials {
      let pace = belief.pace[trial]
      belief.pace[trial] = isLower[trial] ? min(1, pace * 1.1) : max(pace / 2, 1e-6)
      if isLower[trial] { belief.freeEnergies[trial] = reached[trial] }
    }
    belief.logRates = belief.logRates.replacingRows(where: isLower, by: logRates)
    belief.rates = belief.rates.replacingRows(where: isLower, by: rates)
    belief.residuals = belief.residuals.replacingRows(where: isLower, by: residuals)
  }

  /// The beliefs after some steps from the trained prior; the same bits for any number of threads.
  public func beliefs(of input: Tensor, steps: Int, threads: Int = 1) -> Belief {
    let (count, size) = (input.shape[0], Self.blockSize)
    let blocks = inParallel(count: (count + size - 1) / size, threads: threads) { block in
      let seen = input.rows(block * size..<min((block + 1) * size, count))
      var belief = start(seeing: seen)
      for _ in 0..<steps { advance(&belief, seeing: seen) }
      return belief
    }
    return Belief(
      logRates: Tensor(joining: blocks.map(\.logRates)),
      rates: Tensor(joining: blocks.map(\.rates)),
      residuals: Tensor(joining: blocks.map(\.residuals)),
      freeEnergies: blocks.flatMap(\.freeEnergies),
      accepted: blocks.reduce(0) { $0 + $1.accepted },
      refused: blocks.reduce(0) { $0 + $1.refused }, pace: blocks.flatMap(\.pace))
  }

  /// F of each datum, summed in double precision.
  private func freeEnergies(_ logRates: Tensor, _ rates: Tensor, _ residuals: Tensor) -> [Double] {
    let (neurons, pixels) = (logRates.shape[1], residuals.shape[1])
    let weights = precision.values
    let (levels, expected, errors) = (logRates.values, rates.values, residuals.values)
    let priorRates = prior.map { Foundation.exp(Double($0)) }
    return (0..<logRates.shape[0]).map { trial in
      var (error, cost) = (0.0, 0.0)
      for pixel in 0..<pixels {
        let value = errors[trial * pixels + pixel]
        error += Double(value * value * weights[pixel])
      }
      for neuron in 0..<neurons {
        let rate = expected[trial * neurons + neuron]
        cost += Double(rate * leak[neuron])
        guard divergenceWeight > 0 else { continue }
        let gain = levels[trial * neurons + neuron] - prior[neuron]
        cost +=
          Double(divergenceWeight * rate * (gain - 1)) + Double(divergenceWeight)
          * priorRates[neuron]
      }
      return 0.5 * error + cost
    }
  }
}

extension Tensor {
  /// The same table with some of its rows taken from another of the same shape.
  func replacingRows(where isReplaced: [Bool], by other: Tensor) -> Tensor {
    let columns = shape[1]
    let others = other.values
    var values = values
    for (row, replaced) in isReplaced.enumerated() where replaced {
      for place in row * columns..<(row + 1) * columns { values[place] = others[place] }
    }
    return Tensor(values, shape: shape)
  }

  /// Tables with equal columns, one below the other.
  init(joining parts: [Tensor]) {
    var values: [Float] = []
    values.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts { values += part.values }
    self.init(values, shape: [parts.reduce(0) { $0 + $1.shape[0] }, parts.first?.shape[1] ?? 0])
  }
}
