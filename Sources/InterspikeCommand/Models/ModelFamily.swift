// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import LatentModels
internal import Learning
internal import Randomness

/// The families of latents that the program knows by name.
enum ModelFamily: String, Codable, CaseIterable, Sendable, ExpressibleByArgument {
  case poisson
  case gaussian
  case laplace
  case categorical

  /// What the family is called in a sentence.
  var title: String {
    switch self {
    case .poisson: "Poisson"
    case .gaussian: "Gaussian"
    case .laplace: "Laplace"
    case .categorical: "categorical"
    }
  }

  /// The type that trains models of this family.
  var type: any TrainableModel.Type {
    switch self {
    case .poisson: PoissonVAE.self
    case .gaussian: GaussianVAE.self
    case .laplace: LaplaceVAE.self
    case .categorical: CategoricalVAE.self
    }
  }
}

/// A model as the program makes and trains it.
protocol TrainableModel: VariationalAutoencoder {
  /// How many numbers its posterior needs for each latent.
  static var numbersPerLatent: Int { get }

  /// A model of its networks; what else there is follows from the settings.
  init(
    encoder: EncoderNetwork, decoder: DecoderNetwork, settings: ModelSettings,
    using generator: inout RandomGenerator)

  /// What training makes small when samples are drawn, as the settings say.
  static func sampledObjective(_ configuration: RunConfiguration) -> any Objective<Self>
}

/// How a gradient comes through samples.
enum GradientEstimator: String, Codable, CaseIterable, Sendable, ExpressibleByArgument {
  /// Counts relaxed through their arrival times.
  case arrivals
  /// Counts or categories relaxed by Gumbel-softmax.
  case gumbel
  /// Exact samples forward, relaxed ones backward.
  case straightThrough = "straight-through"
  /// Exact samples, differentiated through their probability.
  case score
}
