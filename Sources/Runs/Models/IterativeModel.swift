// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import DataFiles
public import Distributions
public import Evaluation
internal import Foundation
public import LatentModels
public import Learning
public import Randomness
public import Stimuli
public import Tensors

/// A model whose inference takes steps.
public protocol IterativeModel: TrainableModel, IterativeAutoencoder {
  /// A model with this likelihood; the rest follows from the settings.
  init(
    likelihood: PixelLikelihood, settings: ModelSettings, using generator: inout RandomGenerator)

  /// What makes draws differentiable.
  static func relaxation(_ configuration: RunConfiguration) -> Belief.Relaxation
}

/// Which rate weights the divergence of an iterative Poisson model.
public enum DivergenceWeighting: String, Codable, CaseIterable, Sendable {
  /// The prior's, which gives the Kullback–Leibler divergence.
  case exact
  /// The posterior's, as in the published code.
  case published
}

/// How an iterative model's input moves during training.
public enum InputMotion: String, Codable, CaseIterable, Sendable {
  /// Pictures at rest.
  case stationary
  /// Pictures that turn.
  case rotate
  /// A window that moves at random within larger pictures.
  case jitter
  /// Films: each datum is a sequence of frames of 16 × 16.
  case film

  /// The published side of larger pictures, and of the window that moves inside them.
  private static let published = (side: 32, window: 16)

  /// The film for a batch; nil for stationary pictures.
  ///
  /// Pictures of 32 × 32 jitter as the published natural images do, in a window of 16 × 16; all others as the published digits,
  /// over a black border.
  public func input(pixels: Int) -> (any MovingInput)? {
    let side = Int(Double(pixels).squareRoot().rounded())
    return switch self {
    case .stationary, .film: nil
    case .rotate: RotatingInput(width: side)
    case .jitter:
      JitteredInput(
        width: side,
        border: seen(pixels: pixels) < pixels ? .window(side: Self.published.window) : .black)
    }
  }

  /// How many pixels of a picture the model sees at once.
  package func seen(pixels: Int) -> Int {
    let (side, window) = Self.published
    return switch self {
    case .jitter where pixels == side * side: window * window
    case .film: window * window
    default: pixels
    }
  }

  /// The middle of pictures the model sees through a window, the first frame of films; other pictures unchanged.
  package func middle(of pictures: Tensor) -> Tensor {
    let pixels = pictures.shape[1]
    if self == .film { return pictures.columns(0..<min(pixels, seen(pixels: pixels))) }
    guard seen(pixels: pixels) < pixels else { return pictures }
    let (side, window) = Self.published
    let (first, rows) = ((side - window) / 2, pictures.values)
    let values = (0..<pictures.shape[0]).flatMap { picture in
      (first..<first + window).flatMap { row in
        let start = (picture * side + row) * side + first
        return rows[start..<start + window]
      }
    }
    return Tensor(values, shape: [pictures.shape[0], window * window])
  }

  /// Throws for pictures with values below 0, the black of the border they would move over.
  ///
  /// - Parameter least: the smallest number of the pictures.
  func requireBorder(of stimuli: StimulusFile.Identity, least: Float) throws(RunError) {
    guard self == .jitter, seen(pixels: stimuli.pixels) == stimuli.pixels, least < 0 else { return }
    let (side, window) = Self.published
    throw RunError(
      .damaged,
      "\(setting: "input") jitter moves pictures over a border of zeros, which is meant to be black, but \(stimuli.path) reaches down to "
        + "\(least). Give patches of \(side) × \(side), inside which a window of \(window) × \(window) moves: "
        + "\(command: "data photos --size \(side)", call: "PhotographPatches(side: \(side))").")
  }
}

extension IterativeModel {
  public var decoder: DecoderNetwork { likelihood.decoder }

  public static func make(
    _ settings: ModelSettings, using generator: inout RandomGenerator
  ) throws(ArchitectureError) -> Self {
    let likelihood = PixelLikelihood(
      decoder: try settings.decoderNetwork(using: &generator), pixels: settings.pixels)
    return Self(likelihood: likelihood, settings: settings, using: &generator)
  }

  public static func objective(_ configuration: RunConfiguration) -> any Objective<Self> {
    let opening = Schedule.linear(
      from: 0, to: 1, over: configuration.risingPortion, holding: configuration.risingHold)
    if configuration.inputMotion == .film {
      return FilmELBO<Self>(
        relaxation(configuration), stepsPerFrame: configuration.stepsOfFrame,
        framesPerSegment: configuration.unroll ?? .max, opening: opening)
    }
    var frames: IterativeELBO<Self>.Frames?
    if let input = configuration.inputMotion.input(pixels: configuration.data.pixels) {
      frames = { batch, address in input.frames(of: batch, at: address) }
    }
    return IterativeELBO<Self>(
      relaxation(configuration), unroll: configuration.unrolledSteps,
      segments: configuration.unrolledSegments, opening: opening, frames: frames)
  }

  public func measured(
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

  /// Infers data with random numbers from a seed.
  ///
  /// - Throws: `ArrivalError`, and ``RunError`` when the model has diverged.
  public func traced(
    on data: Tensor, steps: Int, seed: UInt64, threads: Int
  ) throws -> InferenceTrace {
    let trace = try inferenceTrace(
      on: data, steps: steps,
      at: DrawAddress(seed: SeedSequence(seed), purpose: .evaluation), threads: threads)
    if let place = trace.freeEnergy.firstIndex(where: { !$0.isFinite }) {
      throw RunError(
        .damaged,
        "the free energy of the model on these data is \(Text.number(trace.freeEnergy[place])) at "
          + "step \(place + 1) of inference: the model has diverged. Train with a lower learning rate, or "
          + "limit the gradient norm.")
    }
    return trace
  }
}

extension IterativePoissonVAE: IterativeModel {
  public init(
    likelihood: PixelLikelihood, settings: ModelSettings, using generator: inout RandomGenerator
  ) {
    self.init(
      likelihood: likelihood,
      initialLogRates: PoissonVAE.randomLogPrior(
        latents: settings.latents, below: settings.priorBound, using: &generator))
    innerSteps = settings.innerSteps
    innerBeta = Float(settings.innerBeta)
    weighsDivergenceByPosterior = settings.divergence == .published
    transition = FrameTransition(settings.transition, latents: settings.latents)
  }

  public static func relaxation(_ configuration: RunConfiguration) -> any CountRelaxation {
    switch configuration.gradientEstimator {
    case .finiteOrder: FiniteOrder(configuration.gradientOrder)
    case .gumbel: GumbelSoftmaxCounts()
    case .straightThrough: StraightThrough(configuration.indicator)
    case .arrivals, .score: ArrivalTimes(configuration.indicator)
    }
  }
}

extension IterativeGaussianVAE: IterativeModel {
  public init(
    likelihood: PixelLikelihood, settings: ModelSettings, using generator: inout RandomGenerator
  ) {
    self.init(likelihood: likelihood, activation: settings.activation)
    innerSteps = settings.innerSteps
    innerBeta = Float(settings.innerBeta)
    transition = FrameTransition(settings.transition, latents: settings.latents)
  }

  public static func relaxation(_ configuration: RunConfiguration) -> Reparameterization {
    Reparameterization()
  }
}
