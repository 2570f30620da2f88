// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
internal import LatentModels
internal import Randomness

extension PoissonVAE: TrainableModel {
  static var numbersPerLatent: Int { 1 }

  init(
    encoder: EncoderNetwork, decoder: DecoderNetwork, settings: ModelSettings,
    using generator: inout RandomGenerator
  ) {
    self.init(
      encoder: encoder, decoder: decoder,
      logPrior: Self.randomLogPrior(
        latents: settings.latents, below: settings.priorBound, using: &generator))
  }

  static func relaxation(_ configuration: RunConfiguration) -> any CountRelaxation {
    ArrivalTimes(configuration.indicator)
  }
}
