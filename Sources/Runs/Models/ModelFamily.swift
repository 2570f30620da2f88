// SPDX-License-Identifier: GPL-3.0-or-later

public import LatentModels
public import Learning
public import Randomness
public import Tensors

/// The families of latents the program knows by name.
public enum ModelFamily: String, Codable, CaseIterable, Sendable {
  /// Spike counts, with an encoder.
  case poisson
  /// Normal latents.
  case gaussian
  /// Laplace latents.
  case laplace
  /// One-hot latents.
  case categorical
  /// Spike counts, inferred step by step.
  case iterativePoisson = "iterative-poisson"
  /// Normal latents, inferred step by step.
  case iterativeGaussian = "iterative-gaussian"

  /// The family's name in a sentence.
  public var title: String {
    switch self {
    case .poisson: "Poisson"
    case .gaussian: "Gaussian"
    case .laplace: "Laplace"
    case .categorical: "categorical"
    case .iterativePoisson: "iterative Poisson"
    case .iterativeGaussian: "iterative Gaussian"
    }
  }

  /// The type that trains models of this family.
  public var type: any TrainableModel.Type {
    switch self {
    case .poisson: PoissonVAE.self
    case .gaussian: GaussianVAE.self
    case .laplace: LaplaceVAE.self
    case .categorical: CategoricalVAE.self
    case .iterativePoisson: IterativePoissonVAE.self
    case .iterativeGaussian: IterativeGaussianVAE.self
    }
  }

  /// The family that a model type belongs to.
  public init(of type: any TrainableModel.Type) {
    guard let family = Self.allCases.first(where: { $0.type == type }) else {
      fatalError("no family of models has the type \(type)")
    }
    self = family
  }

  /// Whether the model infers in steps rather than with an encoder.
  public var isIterative: Bool { self == .iterativePoisson || self == .iterativeGaussian }
}

/// A model the program can create and train.
public protocol TrainableModel: Parametrized, Sendable {
  /// A model with random weights.
  static func make(
    _ settings: ModelSettings, using generator: inout RandomGenerator
  ) throws(ArchitectureError) -> Self

  /// What training minimizes.
  static func objective(_ configuration: RunConfiguration) -> any Objective<Self>

  /// From latents to reconstructions.
  var decoder: DecoderNetwork { get }

  /// A measurement of the model on data it was not trained on.
  func measured(
    on data: Tensor, step: Int, configuration: RunConfiguration, threads: Int
  ) throws -> HeldOutMeasurement
}

/// A measurement of a model during training.
public struct HeldOutMeasurement {
  /// The line of the metrics.
  public let record: any Encodable & Sendable
  /// The value for comparing checkpoints: the negative ELBO.
  public let nelbo: Double
  /// For the terminal.
  public let sentence: String
}

/// A model whose inference is one pass through an encoder.
public protocol AmortizedModel: TrainableModel, VariationalAutoencoder {
  /// How many numbers its posterior needs for each latent.
  static var numbersPerLatent: Int { get }

  /// A model with these networks; the rest follows from the settings.
  init(
    encoder: EncoderNetwork, decoder: DecoderNetwork, settings: ModelSettings,
    using generator: inout RandomGenerator)

  /// What training minimizes when samples are drawn, as the settings say.
  static func sampledObjective(_ configuration: RunConfiguration) -> any Objective<Self>
}

/// How a gradient passes through samples.
public enum GradientEstimator: String, Codable, CaseIterable, Sendable {
  /// Counts relaxed through their arrival times.
  case arrivals
  /// Exact counts with slopes that make the gradient of a quadratic loss exact.
  case finiteOrder = "finite-order"
  /// Counts or categories relaxed by Gumbel-softmax.
  case gumbel
  /// Exact samples forward, relaxed ones backward.
  case straightThrough = "straight-through"
  /// Exact samples, differentiated through their probability.
  case score
}
