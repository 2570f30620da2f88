// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
public import Learning
internal import Randomness
internal import Tensors

/// How an iterative Poisson model learns pictures locally.
public struct LocalPlan: Sendable, Hashable {
  /// Steps of learning, one batch each.
  public var steps: Int
  /// λ: what a coefficient of an atom of length 1 costs, in units of pixels, as the threshold of an LCA.
  public var threshold: Double
  /// ‖φ‖, the length of every atom: how much one spike says.
  ///
  /// Short atoms need many spikes and leave little noise.
  public var atomLength: Double
  /// Guarded steps of inference for each batch.
  public var inferenceSteps: Int
  /// After how many batches half is forgotten.
  public var memory: Double

  /// A plan; its values suit whitened photographs of 16 × 16.
  public init(
    steps: Int = 600, threshold: Double = 0.49, atomLength: Double = 0.08,
    inferenceSteps: Int = 30, memory: Double = 60
  ) {
    self.steps = steps
    self.threshold = threshold
    self.atomLength = atomLength
    self.inferenceSteps = inferenceSteps
    self.memory = memory
  }
}

/// What one step of local learning came to, before the step.
public struct LocalStep: Sendable {
  /// The step, from 0.
  public let index: Int
  /// Σ(x − Φr)² over pixels, a mean over data.
  public let squaredError: Double
  /// What the noise of spikes adds to it, Σ r‖φ‖².
  public let spikeNoise: Double
  /// The probability of no spike, a mean over neurons and data.
  public let zeros: Double
  /// The guarded free energy, a mean over data, in nats.
  public let freeEnergy: Double
  /// The share of inference steps that were refused.
  public let refused: Double
}

/// Training of an iterative Poisson model on pictures without gradients: infer, remember moments, refresh atoms.
///
/// ```
/// beliefs of a batch by GuardedInference; PosteriorMoments add them; then
/// φₖ one sweep of coordinate descent, brought to one length ℓ       σ² = mean Q/w, one for all pixels
/// e^b = λ·ℓ/σ²        the price at which the dynamics rests at a sparse code of threshold λ
/// e^η = σ²            a step of the dynamics moves by (x − Φz)·Φ
/// u₀ = ln mean r       the prior with the least divergence
/// ```
/// Nothing flows back through the steps of inference: memory and work beyond them are those of one sweep. The same seed,
/// data and plan give the same bits for any number of threads and interruptions.
///
/// > Reference: J. Mairal, F. Bach, J. Ponce & G. Sapiro, J. Mach. Learn. Res. 11 (2010) 19–60, for dictionaries from sufficient
/// > statistics; Vafaii, Galor & Yates, arXiv 2410.19315, for the model.
public final class LocalTraining {
  /// The root mean squares of data that the model's noise can take: σ is e^−3.4 to e^3.4, and its variance at least .01 here.
  public static let suitableScale = 0.1...29.0

  /// The model as the last step left it.
  public private(set) var model: IterativePoissonVAE
  /// What is remembered of the batches so far.
  public private(set) var moments: PosteriorMoments
  /// The steps taken so far.
  public private(set) var stepsTaken: Int

  private let batches: Minibatches
  private let plan: LocalPlan
  private let seeds: SeedSequence
  private let threads: Int
  private var epochOrder: (epoch: Int, indices: [Int]) = (-1, [])

  /// Begins a training, or continues one from where its moments stand.
  ///
  /// - Parameters:
  ///   - model: with a linear decoder; its atoms are brought to one length.
  ///   - moments: what was remembered; nil at the beginning.
  ///   - stepsTaken: how many steps were taken before.
  ///   - batches: the data.
  ///   - plan: how many steps, and how.
  ///   - seed: decides the order of the data.
  ///   - threads: how many threads may work at once; part of no result.
  /// - Precondition: data of as many pixels as the model sees; `threads ≥ 1`.
  public init(
    _ model: IterativePoissonVAE, moments: PosteriorMoments? = nil, stepsTaken: Int = 0,
    batches: Minibatches, plan: LocalPlan, seed: UInt64, threads: Int = 1
  ) {
    let pixels = model.likelihood.logDeviation.count
    guard batches.data.shape == [batches.data.shape[0], pixels], threads >= 1 else {
      fatalError("data of shape \(batches.data.shape) for \(pixels) pixels on \(threads) threads")
    }
    self.model = model
    self.moments = moments ?? PosteriorMoments(latents: model.latents, pixels: pixels)
    self.stepsTaken = stepsTaken
    self.batches = batches
    self.plan = plan
    self.threads = threads
    seeds = SeedSequence(seed)
    if moments == nil { begin() }
  }

  /// Atoms of one length in the directions they have, and every neuron at one spike a window.
  private func begin() {
    let atoms = model.likelihood.decoder.dictionary.transposed()
    model.likelihood.decoder.readin.weight =
      atoms.withRows(ofLength: Float(plan.atomLength)).transposed()
    model.initialLogRates = .zeros(model.initialLogRates.shape)
    setDeviation(of: 1)
  }

  /// Sets σ², and the price and the step that belong to it.
  private func setDeviation(of variance: Double) {
    let logDeviation = 0.5 * Foundation.log(max(variance, 1e-2))
    model.likelihood.setLogDeviation(
      Tensor(repeating: Float(logDeviation), shape: model.likelihood.logDeviation.shape))
    let price = Foundation.log(plan.threshold * plan.atomLength) - 2 * logDeviation
    model.logLeak = Tensor(repeating: Float(price), shape: model.logLeak.shape)
    model.logStep = Tensor([Float(2 * logDeviation)], shape: [1])
  }

  /// Takes one step, or gives `nil` when the plan is fulfilled.
  ///
  /// - Throws: `TrainingError.unsuitableScale` when the root mean square of the batch lies outside ``suitableScale``, and
  ///   `TrainingError.divergedLocally` when an atom is no longer a number; the model is then as before the step.
  public func next() throws(TrainingError) -> LocalStep? {
    guard stepsTaken < plan.steps else { return nil }
    let step = stepsTaken
    let epoch = step / batches.perEpoch
    if epochOrder.epoch != epoch {
      epochOrder = (epoch, batches.order(epoch: epoch, seeds: seeds))
    }
    let first = step % batches.perEpoch * batches.size
    let data = batches.data.gatheringRows(epochOrder.indices[first..<first + batches.size])
    let power = square(data).values.reduce(0) { $0 + Double($1) } / Double(max(1, data.count))
    guard Self.suitableScale.contains(power.squareRoot()) else {
      throw .unsuitableScale(
        step: step, rootMeanSquare: power.squareRoot(), suitable: Self.suitableScale)
    }
    let found = GuardedInference(model).beliefs(
      of: data, steps: plan.inferenceSteps, threads: threads)
    let (count, pixels) = (data.shape[0], data.shape[1])
    let squares = square(found.residuals).sum(over: .rows) * (1 / Float(count))
    let meanRates = found.rates.sum(over: .rows) * (1 / Float(count))
    let noise = matmul(
      meanRates.reshaped([1, model.latents]), square(model.likelihood.decoder.dictionary),
      transposeRight: true)
    var next = moments
    next.add(
      rates: found.rates, seeing: data, squares: squares.reshaped([1, pixels]) + noise,
      memory: plan.memory, threads: threads)
    let dictionary = next.refreshed(
      model.likelihood.decoder.readin.weight, length: Float(plan.atomLength))
    let energy = found.freeEnergies.reduce(0, +) / Double(count)
    guard energy.isFinite, dictionary.values.allSatisfy(\.isFinite) else {
      throw .divergedLocally(step: step, freeEnergy: energy)
    }
    moments = next
    model.likelihood.decoder.readin.weight = dictionary
    model.initialLogRates = log(meanRates.reshaped([1, model.latents]) + 1e-3)
    let weight = Double(moments.weight.scalar)
    setDeviation(
      of: moments.squares.values.reduce(0) { $0 + Double($1) } / (weight * Double(pixels)))
    stepsTaken += 1
    let silent = exp(found.rates * -1).values.reduce(0) { $0 + Double($1) }
    return LocalStep(
      index: step,
      squaredError: squares.values.reduce(0) { $0 + Double($1) },
      spikeNoise: noise.values.reduce(0) { $0 + Double($1) },
      zeros: silent / Double(found.rates.count), freeEnergy: energy,
      refused: Double(found.refused) / Double(max(1, found.accepted + found.refused)))
  }
}

extension PixelLikelihood {
  /// Sets s so that ``boundedLogDeviation`` is `value`, in −3.4 … 3.4.
  mutating func setLogDeviation(_ value: Tensor) {
    logDeviation = Tensor(
      value.values.map {
        let share = Double(min(max($0, -3.4), 3.4)) / 3.45
        return Float(3.45 * 0.5 * Foundation.log((1 + share) / (1 - share)))
      }, shape: value.shape)
  }
}

extension Tensor {
  /// Rows of one length in the directions they have; a row of zeros stays.
  func withRows(ofLength length: Float) -> Tensor {
    let columns = shape[1]
    var values = values
    for row in 0..<shape[0] {
      let range = row * columns..<(row + 1) * columns
      let norm = values[range].reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
      guard norm > 0 else { continue }
      for place in range { values[place] *= length / norm }
    }
    return Tensor(values, shape: shape)
  }
}
