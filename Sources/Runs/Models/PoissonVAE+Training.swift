// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import Distributions
public import LatentModels
public import Learning
public import Randomness

extension PoissonVAE: AmortizedModel {
  public static var numbersPerLatent: Int { 1 }

  public init(
    encoder: EncoderNetwork, decoder: DecoderNetwork, settings: ModelSettings,
    using generator: inout RandomGenerator
  ) {
    self.init(
      encoder: encoder, decoder: decoder,
      logPrior: Self.randomLogPrior(
        latents: settings.latents, below: settings.priorBound, using: &generator))
    largestLogRate = Float(settings.largestLogRate)
  }

  public static func sampledObjective(_ configuration: RunConfiguration) -> any Objective<
    PoissonVAE
  > {
    let indicator = configuration.indicator
    return switch configuration.gradientEstimator {
    case .arrivals: NegativeELBO<PoissonVAE>(ArrivalTimes(indicator))
    case .finiteOrder: NegativeELBO<PoissonVAE>(FiniteOrder(configuration.gradientOrder))
    case .gumbel: NegativeELBO<PoissonVAE>(GumbelSoftmaxCounts())
    case .straightThrough: NegativeELBO<PoissonVAE>(StraightThrough(indicator))
    case .score: ScoreFunctionELBO<PoissonVAE>(samples: configuration.samples)
    }
  }
}
