// SPDX-License-Identifier: GPL-3.0-or-later

public import Arrivals
public import Distributions
public import LatentModels
public import Learning
internal import Randomness

/// Everything that decides the bits of a training, and how often it reports.
///
/// Its keys are those of `config.json`, of a configuration file and, with dashes, of the command line.
public struct RunConfiguration: Codable, Equatable, Sendable {
  /// What is made small.
  public enum Objective: String, Codable, Sendable {
    /// The squared error of relaxed samples.
    case sampled
    /// The expected squared error in closed form.
    case exact
  }

  /// The root of all randomness unless one is given.
  public static let usualSeed: UInt64 = 1

  public var program = "interspike"
  public var programVersion = ProgramVersion.current
  public var streamVersion = SeedSequence.streamVersion
  public var model: ModelFamily
  public var seed = RunConfiguration.usualSeed
  public var data: StimulusFile.Identity
  public var heldOut: StimulusFile.Identity?
  /// The weights to begin with; random ones when there is none.
  public var initial: InitialWeights.Identity?

  public var encoder = Architecture.linear
  public var decoder = Architecture.linear
  public var encoderBias = false
  public var decoderBias = false
  /// Channels of the first convolution.
  public var channels = 32
  /// How much wider than the data the hidden layer of an MLP encoder is.
  public var expansion = 16
  public var latents = 512
  /// One-hot variables of a categorical model.
  public var variables = 1
  public var activation = LatentActivation.none
  public var unitDictionary = false
  /// The bound of a Poisson model's log-rates.
  public var largestLogRate: Double = 5
  /// Whether the prior is learned; `null` for what the family's recipe says.
  public var fitPrior: Bool?
  /// The standard deviation of the first weights; `null` for what the recipe says.
  public var initialScale: Double?
  /// The upper bound of the first log prior rates; `null` for what the recipe says.
  public var priorBound: Double?

  public var steps = 4000
  public var batch = 1000
  public var objective = Objective.sampled
  /// How the gradient comes through samples; `null` for what the family's recipe says.
  public var estimator: GradientEstimator?
  /// Up to which power of a count the finite-order gradient is exact; `null` for 2.
  public var order: FiniteOrder.Order?
  /// Samples of each datum for the score function.
  public var samples = 4
  public var indicator = SoftIndicator.sigmoid
  public var temperatureSchedule = TemperatureSchedule.linear
  public var temperatureStart: Double = 1
  public var temperatureEnd: Double
  public var betaStart: Double = 1e-4
  public var beta: Double = 1
  /// The share of all steps over which temperature falls and β rises.
  public var annealingPortion: Double = 0.5
  /// The share of all steps before β rises; `null` for what the recipe says.
  public var betaHold: Double?
  /// How often β rises anew along half a cosine; 0 for the one straight rise.
  public var betaCycles = 0
  public var learningRate: Double = 0.005
  public var learningRateEnd: Double = 1e-5
  public var warmupPortion: Double = 0.01
  /// How often the learning rate comes up again.
  public var restarts = 0
  /// The largest gradient norm; 0 for none.
  public var clip: Double = 500
  public var weightDecay: Double = 0
  /// How much of the mean gradient Adamax keeps in a step, its β₁; `null` for the published 0.9.
  public var meanDecay: Double?
  /// The weight of the mean square of the filters' log-lengths.
  public var lognormWeight: Double = 0
  /// The share of the average of the parameters that is kept in a step; 0 for no average.
  public var ema: Double = 0
  /// Into how many pieces a batch is cut.
  public var shards: Int = 8
  public var evaluateEvery = 1000
  public var checkpointEvery = 500
  /// How many of the last checkpoints are kept.
  public var keep = 1
  /// Whether the checkpoint of the lowest held-out NELBO is kept too.
  public var keepBest = false

  // Of iterative models; `null` for what the recipe says, and in every other family.
  /// Steps of inference through which a gradient flows.
  public var unroll: Int?
  /// How often so many steps are taken in one step of training.
  public var segments: Int?
  /// Updates for one look at the input.
  public var innerSteps: Int?
  /// The pull of inner steps to the belief before.
  public var innerBeta: Double?
  /// What the model looks at.
  public var input: InputMotion?
  /// By which rate the divergence is weighted.
  public var divergence: DivergenceWeighting?
  /// The share of all steps over which β rises; `null` for what the recipe says.
  public var betaPortion: Double?

  /// The recipe of a family on given data.
  public init(model: ModelFamily, data: StimulusFile.Identity) {
    self.model = model
    self.data = data
    temperatureEnd =
      switch model {
      case .poisson: 0.05
      case .gaussian, .laplace, .iterativeGaussian: 1
      case .categorical: 0.1
      case .iterativePoisson: 0.01
      }
    guard model.isIterative else { return }
    batch = 200
    beta = model == .iterativePoisson ? 24 : 8
    weightDecay = 3e-4
    warmupPortion = 0.005
    clip = 300
    // Each shard adds the dictionary's gradient once a step of inference: few of them.
    shards = 2
  }

  /// Steps of inference through which a gradient flows.
  public var unrolledSteps: Int { unroll ?? 16 }
  /// How often so many are taken in one step of training.
  public var unrolledSegments: Int { segments ?? 1 }
  /// What an iterative model looks at.
  public var inputMotion: InputMotion { input ?? .stationary }
  /// The share of all steps over which β rises, and the bounds of an iterative model open.
  public var risingPortion: Double { betaPortion ?? (model.isIterative ? 0.1 : annealingPortion) }
  /// The share of all steps before that.
  public var risingHold: Double {
    betaHold ?? (model.isIterative ? 0.001 : decoder == .linear ? 0 : 0.01)
  }

  /// How many pixels the model sees at a time.
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
      innerSteps: innerSteps ?? 1, innerBeta: innerBeta ?? 1, divergence: divergence ?? .exact)
  }

  /// How the gradient comes through samples.
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

/// How the temperature falls.
public enum TemperatureSchedule: String, Codable, CaseIterable, Sendable {
  case linear
  case exponential

  public func schedule(from start: Double, to end: Double, over portion: Double) -> Schedule {
    switch self {
    case .linear: .linear(from: start, to: end, over: portion)
    case .exponential: .exponential(from: start, to: end, over: portion)
    }
  }
}
