// SPDX-License-Identifier: GPL-3.0-or-later

public import Distributions
public import LatentModels
public import Learning

/// What training takes where a setting is left to the recipe, and what follows from several settings.
extension RunConfiguration {
  /// Inference steps the gradient flows through.
  public var unrolledSteps: Int { unroll ?? 16 }
  /// How many such segments one training step takes.
  public var unrolledSegments: Int { segments ?? 1 }
  /// How the model learns.
  public var learningRule: LearningRule { learning ?? .gradient }
  /// The plan of local learning.
  public var localPlan: LocalPlan {
    let usual = LocalPlan()
    return LocalPlan(
      steps: steps, threshold: threshold ?? usual.threshold,
      atomLength: atomLength ?? usual.atomLength,
      inferenceSteps: unroll ?? usual.inferenceSteps, memory: memory ?? usual.memory)
  }
  /// Steps of inference on a frame of a film.
  public var stepsOfFrame: Int { stepsPerFrame ?? 4 }
  /// What becomes of a belief between two frames.
  public var frameTransition: FrameTransition.Form { transition ?? .none }
  /// How the input of an iterative model moves.
  public var inputMotion: InputMotion { input ?? .stationary }
  /// The share of all steps over which β rises and the bounds of an iterative model widen.
  public var risingPortion: Double { betaPortion ?? (model.isIterative ? 0.1 : annealingPortion) }
  /// The share of all steps before β starts to rise.
  public var risingHold: Double {
    betaHold ?? (model.isIterative ? 0.001 : decoder == .linear ? 0 : 0.01)
  }

  /// β for a weight of each look at the input: β = 24 of the published recipe goes with 16 looks at one picture, 1.5 each.
  ///
  /// A picture's loss is the mean over its looks, so what a look costs is β divided by their number. A film's divergence is
  /// that of a whole frame, about k times the sum over its k looks, so there β is the weight of a look itself.
  public func beta(perLook weight: Double) -> Double {
    inputMotion == .film ? weight : weight * Double(unrolledSteps * unrolledSegments)
  }

  /// How many pixels the model sees at once.
  public var pixels: Int { inputMotion.seen(pixels: data.pixels) }

  /// What decides the architecture.
  public var settings: ModelSettings {
    ModelSettings(
      family: model, pixels: pixels, latents: latents, encoder: encoder, decoder: decoder,
      encoderBias: encoderBias, decoderBias: decoderBias, channels: channels,
      expansion: expansion, unitDictionary: unitDictionary,
      fitPrior: fitPrior ?? (model == .poisson),
      activation: activation, variables: variables,
      initialScale: initialScale ?? (model.isIterative ? 1e-4 : decoder == .linear ? 0.05 : 0.1),
      priorBound: priorBound ?? (decoder == .linear ? -4 : -2), largestLogRate: largestLogRate,
      innerSteps: innerSteps ?? 1, innerBeta: innerBeta ?? 1, divergence: divergence ?? .exact,
      transition: frameTransition)
  }

  /// How the gradient passes through samples.
  public var gradientEstimator: GradientEstimator {
    estimator ?? (model == .poisson || model == .iterativePoisson ? .arrivals : .gumbel)
  }

  /// Up to which power of a count the finite-order gradient is exact.
  public var gradientOrder: FiniteOrder.Order { order ?? .second }

  /// What makes steps of gradients.
  public var optimizer: Adamax {
    Adamax(meanDecay: meanDecay ?? 0.9, weightDecay: weightDecay)
  }

  /// The plan of the training.
  public var plan: TrainingPlan {
    TrainingPlan(
      steps: steps,
      rate: .warmupThenCosine(
        peak: learningRate, floor: learningRateEnd, warmup: .portion(warmupPortion),
        restarts: restarts),
      beta: betaCycles > 0
        ? .cyclic(to: beta, cycles: betaCycles)
        : .linear(
          from: betaStart, to: beta, over: risingPortion, holding: risingHold),
      temperature: temperatureSchedule.schedule(
        from: temperatureStart, to: temperatureEnd, over: annealingPortion),
      gradientLimit: clip > 0 ? .tripledDuringWarmup(clip, warmup: .portion(warmupPortion)) : nil,
      shards: shards)
  }
}
