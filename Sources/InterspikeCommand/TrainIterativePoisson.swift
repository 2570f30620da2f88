// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Arrivals
internal import Distributions
internal import LatentModels
internal import Runs

/// The command `interspike train iterative-poisson …`.
struct TrainIterativePoisson: TrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "iterative-poisson",
    abstract: "Train an iterative Poisson autoencoder, which infers with spikes, step by step.",
    discussion: """
      The model has no encoder: the posterior of one step is the prior of the next. \
      The batch size, β and its hold, weight decay, gradient clipping, warm-up and initial weights \
      follow the published recipe (Vafaii, Galor & Yates 2024, arXiv 2410.19315). With --input \
      film, the loss is the free energy that \
      `interspike stream` reports, and β is 1 unless given.
        interspike data film clip.mp4 --size 640x352 -o film
        interspike train iterative-poisson --data film/train.safetensors \\
          --input film --transition leak -o run
      """)

  @Option(
    help: Recipe<IterativePoissonVAE>.help(
      "How the gradient passes through counts: arrivals, finite-order, gumbel or straight-through.",
      \.gradientEstimator))
  var estimator: GradientEstimator?
  @Option(
    help: Recipe<IterativePoissonVAE>.help(
      "The highest power of a count for which the finite-order gradient is exact: 2 or 3.",
      \.gradientOrder.rawValue))
  var order: FiniteOrder.Order?
  @Option(
    help: Recipe<IterativePoissonVAE>.help(
      "The soft indicator for the relaxed counts.", \.indicator))
  var indicator: SoftIndicator?
  @Option(
    help: Recipe<IterativePoissonVAE>.help(
      "The final temperature, above 0 and at most 1.", \.temperatureEnd))
  var temperatureEnd: Double?
  @Option(
    help: Recipe<IterativePoissonVAE>.help(
      "The initial temperature, above 0 and at most 1.", \.temperatureStart))
  var temperatureStart: Double?
  @Option(
    help: Recipe<IterativePoissonVAE>.help(
      "The upper bound of the initial log-rates, above -6.", \.settings.priorBound))
  var priorBound: Double?
  @Option(
    help: Recipe<IterativePoissonVAE>.help(
      "Which divergence: exact, or published (weighted by the posterior's rates).",
      \.settings.divergence))
  var divergence: DivergenceWeighting?
  @Option(
    help: Recipe<IterativePoissonVAE>.help(
      "How the model learns: gradient (through the steps of inference) or local (from posterior "
        + "moments, without gradients). local is for still pictures and infers each batch in "
        + "--unroll steps, 30 unless given.",
      \.learningRule))
  var learning: RunConfiguration.LearningRule?
  @Option(
    help: Recipe<IterativePoissonVAE>.help(
      "local: the threshold λ, as in `interspike sparse`, for atoms of length 1.",
      \.localPlan.threshold))
  var threshold: Double?
  @Option(
    help: Recipe<IterativePoissonVAE>.help(
      "local: the length of every atom; shorter atoms need more spikes and leave less noise.",
      \.localPlan.atomLength))
  var atomLength: Double?
  @Option(
    help: Recipe<IterativePoissonVAE>.help(
      "local: the half-life of what was learned from a batch, in batches.", \.localPlan.memory))
  var memory: Double?
  @OptionGroup var iterative: IterativeOptions<IterativePoissonVAE>
  @OptionGroup var options: TrainOptions<IterativePoissonVAE>

  func validate() throws {
    try iterative.check(beta: options.beta)
    try request.validate()
  }

  func apply(to settings: inout RunConfiguration) {
    iterative.apply(to: &settings, beta: options.beta)
    settings.estimator = estimator ?? settings.estimator
    settings.order = order ?? settings.order
    settings.indicator = indicator ?? settings.indicator
    settings.temperatureStart = temperatureStart ?? settings.temperatureStart
    settings.temperatureEnd = temperatureEnd ?? settings.temperatureEnd
    settings.priorBound = priorBound ?? settings.priorBound
    settings.divergence = divergence ?? settings.divergence
    settings.learning = learning ?? settings.learning
    settings.threshold = threshold ?? settings.threshold
    settings.atomLength = atomLength ?? settings.atomLength
    settings.memory = memory ?? settings.memory
  }
}
