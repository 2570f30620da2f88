// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
internal import LatentModels
internal import Learning
internal import Randomness

extension CategoricalVAE: AmortisedModel {
  static var numbersPerLatent: Int { 1 }

  init(
    encoder: EncoderNetwork, decoder: DecoderNetwork, settings: ModelSettings,
    using generator: inout RandomGenerator
  ) {
    self.init(
      encoder: encoder, decoder: decoder, variables: settings.variables,
      fitsPrior: settings.fitPrior)
  }

  static func sampledObjective(
    _ configuration: RunConfiguration
  ) -> any Objective<CategoricalVAE> {
    NegativeELBO<CategoricalVAE>(
      configuration.gradientEstimator == .straightThrough ? .straightThrough : .gumbelSoftmax)
  }
}
