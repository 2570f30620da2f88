// SPDX-License-Identifier: GPL-3.0-or-later

public import Arrivals
public import Distributions
public import LatentModels
internal import Randomness

/// Everything that decides the bits of a training run, and how often it reports.
///
/// Its keys are those of `config.json`, of a configuration file and, with dashes, of the command line.
public struct RunConfiguration: Codable, Equatable, Sendable {
  /// What training minimizes.
  public enum Objective: String, Codable, Sendable {
    /// The squared error of relaxed samples.
    case sampled
    /// The expected squared error in closed form.
    case exact
  }

  /// How an iterative Poisson model learns.
  public enum LearningRule: String, Codable, CaseIterable, Sendable {
    /// By gradients through the steps of inference.
    case gradient
    /// From posterior moments, without gradients.
    case local
  }

  /// The root of all randomness unless one is given.
  public static let usualSeed: UInt64 = 1

  /// β of films unless one is given: a little more than the 1 that is scored buys fewer spikes at almost no free energy
  /// (docs/decisions/0025).
  public static let betaOfFilms = 1.7

  /// The program that made the configuration.
  public var program = "interspike"
  /// The version of that program.
  public var programVersion = ProgramVersion.current
  /// Which version of the seed contract the draws follow.
  public var streamVersion = SeedSequence.streamVersion
  /// The family of the model.
  public var model: ModelFamily
  /// The root of all randomness.
  public var seed = RunConfiguration.usualSeed
  /// The data to train on, by path and SHA-256.
  public var data: StimulusFile.Identity
  /// The data to measure on; nothing is measured when there are none.
  public var heldOut: StimulusFile.Identity?
  /// The weights to start from; nil for random ones.
  public var initial: InitialWeights.Identity?

  /// The network from a datum to the latents.
  public var encoder = Architecture.linear
  /// The network from the latents to a reconstruction.
  public var decoder = Architecture.linear
  /// Whether the encoder's last linear map has a bias.
  public var encoderBias = false
  /// Whether the decoder's linear map has a bias.
  public var decoderBias = false
  /// Channels of the first convolution.
  public var channels = 32
  /// How many times wider than the data an MLP encoder's hidden layer is.
  public var expansion = 16
  /// K, the number of latents.
  public var latents = 512
  /// One-hot variables of a categorical model.
  public var variables = 1
  /// What Gaussian and Laplace latents pass through before the decoder.
  public var activation = LatentActivation.none
  /// Whether the atoms of a linear decoder are kept at length 1.
  public var unitDictionary = false
  /// The bound of a Poisson model's log-rates.
  public var largestLogRate: Double = 5
  /// Whether the prior is learned; `null` for the family's recipe.
  public var fitPrior: Bool?
  /// The standard deviation of the initial weights; `null` for the recipe's.
  public var initialScale: Double?
  /// The upper bound of the initial log prior rates; `null` for the recipe's.
  public var priorBound: Double?

  /// The steps of the whole training.
  public var steps = 4000
  /// The data in one step.
  public var batch = 1000
  /// Whether samples are drawn, or the expected error is taken in closed form.
  public var objective = Objective.sampled
  /// How the gradient passes through samples; `null` for the family's recipe.
  public var estimator: GradientEstimator?
  /// Up to which power of a count the finite-order gradient is exact; `null` for 2.
  public var order: FiniteOrder.Order?
  /// Samples of each datum for the score function.
  public var samples = 4
  /// The soft indicator of relaxed arrivals.
  public var indicator = SoftIndicator.sigmoid
  /// How the temperature falls.
  public var temperatureSchedule = TemperatureSchedule.linear
  /// T of the relaxation at the first step.
  public var temperatureStart: Double = 1
  /// T of the relaxation at the end.
  public var temperatureEnd: Double
  /// β, the weight of the KL term, at the first step.
  public var betaStart: Double = 1e-4
  /// β, the weight of the KL term, at the end.
  public var beta: Double = 1
  /// The share of all steps over which the temperature falls and β rises.
  public var annealingPortion: Double = 0.5
  /// The share of all steps before β rises; `null` for the recipe's.
  public var betaHold: Double?
  /// How many times β rises again along half a cosine; 0 for one straight rise.
  public var betaCycles = 0
  /// The largest learning rate.
  public var learningRate: Double = 0.005
  /// The learning rate to which the cosine falls.
  public var learningRateEnd: Double = 1e-5
  /// The share of all steps over which the learning rate rises from 0.
  public var warmupPortion: Double = 0.01
  /// How many times the learning rate restarts.
  public var restarts = 0
  /// The largest gradient norm allowed; 0 for no limit.
  public var clip: Double = 500
  /// The pull of every parameter to zero.
  public var weightDecay: Double = 0
  /// How much of the mean gradient Adamax keeps in a step, its β₁; `null` for the published 0.9.
  public var meanDecay: Double?
  /// The weight of the mean square of the filters' log-lengths.
  public var lognormWeight: Double = 0
  /// The share that a moving average of the parameters retains per step; 0 for no average.
  public var ema: Double = 0
  /// How many shards a batch is split into.
  public var shards: Int = 8
  /// How many steps lie between two measurements.
  public var evaluateEvery = 1000
  /// How many steps lie between two checkpoints.
  public var checkpointEvery = 500
  /// How many recent checkpoints to keep.
  public var keep = 1
  /// Whether to also keep the checkpoint with the lowest held-out NELBO.
  public var keepBest = false

  // For iterative models only; `null` for the recipe's value, and in every other family.
  /// Inference steps the gradient flows through.
  public var unroll: Int?
  /// How many such segments one training step takes.
  public var segments: Int?
  /// Updates per look at the input.
  public var innerSteps: Int?
  /// How strongly inner steps are pulled toward the previous belief.
  public var innerBeta: Double?
  /// How the model learns; `null` for gradients.
  public var learning: LearningRule?
  /// What a coefficient of a unit atom costs in local learning; `null` for the plan's.
  public var threshold: Double?
  /// The length of every atom in local learning; `null` for the plan's.
  public var atomLength: Double?
  /// After how many batches local learning has forgotten half; `null` for the plan's.
  public var memory: Double?
  /// How the model's input moves.
  public var input: InputMotion?
  /// Steps of inference on a frame of a film; `null` for 4.
  public var stepsPerFrame: Int?
  /// What becomes of a belief between two frames; `null` for nothing.
  public var transition: FrameTransition.Form?
  /// Which rate weights the divergence.
  public var divergence: DivergenceWeighting?
  /// The share of all steps over which β rises; `null` for the recipe's.
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
    // Few shards, because each adds the dictionary's gradient once per inference step.
    shards = 2
  }
}
