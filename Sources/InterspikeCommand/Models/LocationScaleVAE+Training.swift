// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
internal import LatentModels
internal import Learning
internal import Randomness

extension LocationScaleVAE: AmortisedModel {
  static var numbersPerLatent: Int { 2 }

  init(
    encoder: EncoderNetwork, decoder: DecoderNetwork, settings: ModelSettings,
    using generator: inout RandomGenerator
  ) {
    self.init(
      encoder: encoder, decoder: decoder, fitsPrior: settings.fitPrior,
      activation: settings.activation)
  }

  static func sampledObjective(
    _ configuration: RunConfiguration
  ) -> any Objective<LocationScaleVAE<Law>> {
    NegativeELBO<LocationScaleVAE<Law>>(Reparameterisation())
  }
}
