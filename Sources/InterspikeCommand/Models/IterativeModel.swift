// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import ArgumentParser
internal import Distributions
internal import Evaluation
internal import Foundation
internal import LatentModels
internal import Learning
internal import Randomness
internal import Stimuli
internal import Tensors

/// A model whose inference takes steps.
protocol IterativeModel: TrainableModel, IterativeAutoencoder {
  /// A model of its likelihood; what else there is follows from the settings.
  init(
    likelihood: PixelLikelihood, settings: ModelSettings, using generator: inout RandomGenerator)

  /// What makes draws differentiable.
  static func relaxation(_ configuration: RunConfiguration) -> Belief.Relaxation
}

/// By which rate the divergence of an iterative Poisson model is weighted.
enum DivergenceWeighting: String, Codable, CaseIterable, Sendable, ExpressibleByArgument {
  /// The prior's: the Kullback–Leibler divergence.
  case exact
  /// The posterior's, as in the published code.
  case published
}

/// What an iterative model looks at in training.
enum InputMotion: String, Codable, CaseIterable, Sendable, ExpressibleByArgument {
  case stationary
  case rotate
  case jitter

  /// The film of a batch; nil for pictures at rest.
  func input(pixels: Int) -> (any MovingInput)? {
    let side = Int(Double(pixels).squareRoot().rounded())
    return switch self {
    case .stationary: nil
    case .rotate: RotatingInput(width: side)
    case .jitter: JitteredInput(width: side)
    }
  }
}

extension IterativeModel {
  var decoder: DecoderNetwork { likelihood.decoder }

  static func make(
    _ settings: ModelSettings, using generator: inout RandomGenerator
  ) throws(ArchitectureError) -> Self {
    let likelihood = PixelLikelihood(
      decoder: try settings.decoderNetwork(using: &generator), pixels: settings.pixels)
    return Self(likelihood: likelihood, settings: settings, using: &generator)
  }

  static func objective(_ configuration: RunConfiguration) -> any Objective<Self> {
    var frames: IterativeELBO<Self>.Frames?
    if let input = configuration.inputMotion.input(pixels: configuration.data.pixels) {
      frames = { batch, address in input.frames(of: batch, at: address) }
    }
    return IterativeELBO<Self>(
      relaxation(configuration), unroll: configuration.unrolledSteps,
      segments: configuration.unrolledSegments,
      opening: .linear(
        from: 0, to: 1, over: configuration.risingPortion, holding: configuration.risingHold),
      frames: frames)
  }

  func measured(
    on data: Tensor, step: Int, configuration: RunConfiguration, threads: Int
  ) throws -> HeldOutMeasurement {
    let steps = configuration.unrolledSteps * configuration.unrolledSegments
    let trace = try traced(on: data, steps: steps, seed: configuration.seed, threads: threads)
    let record = InferenceRecord(
      trace, step: step, seed: configuration.seed, partition: "held-out")
    return HeldOutMeasurement(
      record: record, nelbo: record.nelbo,
      sentence: """
        step \(step): held-out free energy \(Text.number(record.nelbo)) over \(steps) steps of inference, \
        R² \(trace.rSquared?.last.map { Text.number($0) } ?? "undefined"), \
        \(Text.number(100 * (trace.zeros.last ?? 0), digits: 3)) % zeros at the last
        """)
  }

  /// Infers data with the draws of a seed.
  ///
  /// - Throws: `ArrivalError`, and `Refusal` when the model has diverged.
  func traced(
    on data: Tensor, steps: Int, seed: UInt64, threads: Int
  ) throws -> InferenceTrace {
    let trace = try inferenceTrace(
      on: data, steps: steps,
      at: DrawAddress(seed: SeedSequence(seed), purpose: .evaluation), threads: threads)
    if let place = trace.freeEnergy.firstIndex(where: { !$0.isFinite }) {
      throw Refusal(
        .badData,
        "the free energy of the model on these data is \(Text.number(trace.freeEnergy[place])) at "
          + "step \(place + 1) of inference: it has diverged. Train with a lower learning rate, or "
          + "limit the gradient norm.")
    }
    return trace
  }
}

extension IterativePoissonVAE: IterativeModel {
  init(
    likelihood: PixelLikelihood, settings: ModelSettings, using generator: inout RandomGenerator
  ) {
    self.init(
      likelihood: likelihood,
      initialLogRates: PoissonVAE.randomLogPrior(
        latents: settings.latents, below: settings.priorBound, using: &generator))
    innerSteps = settings.innerSteps
    innerBeta = Float(settings.innerBeta)
    weighsDivergenceByPosterior = settings.divergence == .published
  }

  static func relaxation(_ configuration: RunConfiguration) -> any CountRelaxation {
    switch configuration.gradientEstimator {
    case .gumbel: GumbelSoftmaxCounts()
    case .straightThrough: StraightThrough(configuration.indicator)
    case .arrivals, .score: ArrivalTimes(configuration.indicator)
    }
  }
}

extension IterativeGaussianVAE: IterativeModel {
  init(
    likelihood: PixelLikelihood, settings: ModelSettings, using generator: inout RandomGenerator
  ) {
    self.init(likelihood: likelihood, activation: settings.activation)
    innerSteps = settings.innerSteps
    innerBeta = Float(settings.innerBeta)
  }

  static func relaxation(_ configuration: RunConfiguration) -> Reparameterisation {
    Reparameterisation()
  }
}
