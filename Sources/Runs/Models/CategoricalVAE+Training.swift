// SPDX-License-Identifier: GPL-3.0-or-later

public import LatentModels
public import Learning
public import Randomness

extension CategoricalVAE: AmortizedModel {
  public static var numbersPerLatent: Int { 1 }

  public init(
    encoder: EncoderNetwork, decoder: DecoderNetwork, settings: ModelSettings,
    using generator: inout RandomGenerator
  ) {
    self.init(
      encoder: encoder, decoder: decoder, variables: settings.variables,
      fitsPrior: settings.fitPrior)
  }

  public static func sampledObjective(
    _ configuration: RunConfiguration
  ) -> any Objective<CategoricalVAE> {
    NegativeELBO<CategoricalVAE>(
      configuration.gradientEstimator == .straightThrough ? .straightThrough : .gumbelSoftmax)
  }
}
