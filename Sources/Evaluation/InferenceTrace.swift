// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
public import LatentModels
internal import Learning
public import Randomness
public import Tensors

/// How an iterative model comes to see what it is shown, step by step, with exact draws.
///
/// Entry t − 1 of every array belongs to step t, the first look at the data being step 1. All are means over data.
public struct InferenceTrace: Sendable, Codable, Equatable {
  /// 1 − squared error/Σ(x − mean of x)²; nil when any datum is constant.
  public var rSquared: [Double]?
  /// The same when the expected latents are decoded instead of drawn ones.
  public var rSquaredMAP: [Double]?
  /// Squared error summed over pixels.
  public var mse: [Double]
  /// Fraction of latents that are 0.
  public var zeros: [Double]
  /// Divergence from the belief one step before, in nats.
  public var kl: [Double]
  /// −ln N(x; decoder(a), σ²) + KL, in nats.
  public var freeEnergy: [Double]
  /// ‖uₜ − uₜ₋₁‖₂ over neurons, u the log-rates or locations.
  public var movement: [Double]
  /// How many data there were.
  public var count: Int

  enum CodingKeys: String, CodingKey {
    case count
    case rSquared = "r_squared"
    case rSquaredMAP = "r_squared_map"
    case mse, zeros, kl
    case freeEnergy = "free_energy"
    case movement
  }

  /// How many steps there were.
  public var steps: Int { mse.count }

  /// The distance from seeing everything with nothing, √((1 − R²)² + (1 − zeros)²), at the last step.
  ///
  /// > Reference: Vafaii, Galor & Yates, arXiv 2410.19315.
  public var distance: Double? {
    guard let last = rSquared?.last, let zeros = zeros.last else { return nil }
    return ((1 - last) * (1 - last) + (1 - zeros) * (1 - zeros)).squareRoot()
  }
}

extension IterativeAutoencoder {
  /// Infers data of shape [count, pixels], every datum shown at every step, beginning at the trained prior.
  ///
  /// Data are taken in blocks of 100, added in order: the same bits for any number of threads.
  ///
  /// - Parameters:
  ///   - data: shape [count, pixels].
  ///   - steps: how often the model looks.
  ///   - address: where draws are; belief t is drawn in window `address.window + t`.
  ///   - threads: how many threads may work at once.
  /// - Throws: what drawing throws, `ArrivalError` when a log-rate is NaN or too large.
  /// - Precondition: `data` is not empty; at least one step.
  public func inferenceTrace(
    on data: Tensor, steps: Int, at address: DrawAddress, threads: Int
  ) throws -> InferenceTrace {
    guard data.rank == 2 && data.shape[0] > 0 && steps > 0 else {
      fatalError("inference of \(steps) steps cannot run on data of shape \(data.shape)")
    }
    let size = 100
    let blocks = (data.shape[0] + size - 1) / size
    let sums = try inParallel(count: blocks, threads: threads) { block in
      let rows = block * size..<min((block + 1) * size, data.shape[0])
      var address = address
      address.firstTrial += rows.lowerBound
      return try TraceSums(of: self, on: data.rows(rows), steps: steps, at: address)
    }
    return sums.dropFirst().reduce(into: sums[0]) { $0.add($1) }
      .trace(count: data.shape[0], neurons: latents)
  }
}

/// What one block of data adds to a trace.
private struct TraceSums: Sendable {
  /// One for each step.
  var steps: [Step] = []

  struct Step {
    var rSquared: Double?
    var rSquaredMAP: Double?
    var squaredError = 0.0
    var zeros = 0
    var divergence = 0.0
    var freeEnergy = 0.0
    var movement = 0.0
  }

  init<Model: IterativeAutoencoder>(
    of model: Model, on data: Tensor, steps: Int, at address: DrawAddress
  ) throws {
    var moment = InferenceMoment<Model.Belief.Relaxation>(at: address)
    let variations = variations(of: data)
    var belief = try model.prior(count: data.shape[0], at: moment)
    for _ in 0..<steps {
      moment = moment.advanced(by: 1)
      let prior = belief
      belief = try model.posterior(of: data, from: prior, at: moment)
      let errors = squaredErrors(belief.reconstruction, data)
      let divergence = model.divergence(of: belief, from: prior).byNeuron.reduce(0, +)
      let likelihood = model.likelihood.negativeLogLikelihood(
        of: data, reconstruction: belief.reconstruction)
      var step = Step()
      step.rSquared = explainedSum(of: variations, leaving: errors)
      step.rSquaredMAP = explainedSum(
        of: variations,
        leaving: squaredErrors(model.likelihood.decoder(belief.expectedLatents), data))
      step.squaredError = errors.reduce(0, +)
      step.zeros = belief.latents.values.count { $0 == 0 }
      step.divergence = divergence
      step.freeEnergy = Double(likelihood.scalar) + divergence
      step.movement = squaredErrors(belief.potentials, prior.potentials)
        .reduce(0) { $0 + $1.squareRoot() }
      self.steps.append(step)
    }
  }

  mutating func add(_ other: TraceSums) {
    for (index, step) in other.steps.enumerated() {
      steps[index].rSquared = steps[index].rSquared.flatMap { a in step.rSquared.map { a + $0 } }
      steps[index].rSquaredMAP =
        steps[index].rSquaredMAP.flatMap { a in step.rSquaredMAP.map { a + $0 } }
      steps[index].squaredError += step.squaredError
      steps[index].zeros += step.zeros
      steps[index].divergence += step.divergence
      steps[index].freeEnergy += step.freeEnergy
      steps[index].movement += step.movement
    }
  }

  func trace(count: Int, neurons: Int) -> InferenceTrace {
    let n = Double(count)
    func means(_ value: (Step) -> Double?) -> [Double]? {
      let found = steps.compactMap(value)
      return found.count == steps.count ? found.map { $0 / n } : nil
    }
    return InferenceTrace(
      rSquared: means(\.rSquared), rSquaredMAP: means(\.rSquaredMAP),
      mse: steps.map { $0.squaredError / n },
      zeros: steps.map { Double($0.zeros) / (n * Double(neurons)) },
      kl: steps.map { $0.divergence / n }, freeEnergy: steps.map { $0.freeEnergy / n },
      movement: steps.map { $0.movement / n }, count: count)
  }
}
