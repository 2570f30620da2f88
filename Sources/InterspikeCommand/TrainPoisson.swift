// SPDX-License-Identifier: GPL-3.0-or-later

public import ArgumentParser
internal import Arrivals
internal import Distributions
internal import LatentModels
internal import Runs

extension TemperatureSchedule: ExpressibleByArgument {}

/// The command `interspike train poisson …`.
struct TrainPoisson: TrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "poisson",
    abstract: "Train a Poisson variational autoencoder.",
    discussion: """
      The defaults are the published recipe (Vafaii, Galor & Yates 2024, arXiv 2405.14473): Adamax, a \
      learning rate with a short rise and a cosine decay to \(Recipe<PoissonVAE>.says(\.learningRateEnd)), and the \
      weight of the KL and the temperature going from their initial to their final values over the first half of training.
      """)

  @Option(
    help: Recipe<PoissonVAE>.help(
      "How the gradient passes through counts: arrivals, finite-order, gumbel, straight-through or score.",
      \.gradientEstimator))
  var estimator: GradientEstimator?
  @Option(
    help: Recipe<PoissonVAE>.help(
      "The highest power of a count for which the finite-order gradient is exact: 2 or 3.",
      \.gradientOrder.rawValue))
  var order: FiniteOrder.Order?
  @Option(
    help: Recipe<PoissonVAE>.help(
      "Samples per datum for the score-function estimator.", \.samples))
  var samples: Int?
  @Option(help: Recipe<PoissonVAE>.help("The soft indicator for the relaxed counts.", \.indicator))
  var indicator: SoftIndicator?
  @Option(
    help: Recipe<PoissonVAE>.help(
      "The final temperature, above 0 and at most 1.", \.temperatureEnd))
  var temperatureEnd: Double?
  @Option(
    help: Recipe<PoissonVAE>.help(
      "The initial temperature, above 0 and at most 1.", \.temperatureStart))
  var temperatureStart: Double?
  @Option(
    help: Recipe<PoissonVAE>.help(
      "The upper bound of the initial log prior rates, above -6.", \.settings.priorBound))
  var priorBound: Double?
  @Option(
    help: Recipe<PoissonVAE>.help(
      "How the temperature falls: linear or exponential.", \.temperatureSchedule))
  var temperatureSchedule: TemperatureSchedule?
  @Option(
    help: Recipe<PoissonVAE>.help(
      "The smooth upper bound on the log-rates.", \.largestLogRate))
  var largestLogRate: Double?
  @OptionGroup var options: TrainOptions<PoissonVAE>

  func apply(to settings: inout RunConfiguration) {
    settings.estimator = estimator ?? settings.estimator
    settings.order = order ?? settings.order
    settings.samples = samples ?? settings.samples
    settings.indicator = indicator ?? settings.indicator
    settings.temperatureStart = temperatureStart ?? settings.temperatureStart
    settings.temperatureEnd = temperatureEnd ?? settings.temperatureEnd
    settings.temperatureSchedule = temperatureSchedule ?? settings.temperatureSchedule
    settings.largestLogRate = largestLogRate ?? settings.largestLogRate
    settings.priorBound = priorBound ?? settings.priorBound
  }
}
