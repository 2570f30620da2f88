// SPDX-License-Identifier: GPL-3.0-or-later

public import LatentModels
public import Learning
public import Randomness

extension LocationScaleVAE: AmortizedModel {
  public static var numbersPerLatent: Int { 2 }

  public init(
    encoder: EncoderNetwork, decoder: DecoderNetwork, settings: ModelSettings,
    using generator: inout RandomGenerator
  ) {
    self.init(
      encoder: encoder, decoder: decoder, fitsPrior: settings.fitPrior,
      activation: settings.activation)
  }

  public static func sampledObjective(
    _ configuration: RunConfiguration
  ) -> any Objective<LocationScaleVAE<Law>> {
    NegativeELBO<LocationScaleVAE<Law>>(Reparameterization())
  }
}
