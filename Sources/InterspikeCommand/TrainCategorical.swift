// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import LatentModels
internal import Runs

/// The command `interspike train categorical …`.
struct TrainCategorical: TrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "categorical",
    abstract: "Train a categorical variational autoencoder.",
    discussion: "Comparable with `train poisson`: same data, schedules and measurements.")

  @Option(
    help: Recipe<CategoricalVAE>.help(
      "How the gradient passes through samples: gumbel or straight-through.", \.gradientEstimator))
  var estimator: GradientEstimator?
  @Option(
    help: Recipe<CategoricalVAE>.help(
      "The number of one-hot variables the latents are divided into.", \.variables))
  var variables: Int?
  @Option(
    help: Recipe<CategoricalVAE>.help(
      "The final temperature, above 0 and at most 1.", \.temperatureEnd))
  var temperatureEnd: Double?
  @Option(
    help: Recipe<CategoricalVAE>.help(
      "The initial temperature, above 0 and at most 1.", \.temperatureStart))
  var temperatureStart: Double?
  @Flag(help: "Learn the probabilities of the prior.") var fitPrior = false
  @OptionGroup var options: TrainOptions<CategoricalVAE>

  func apply(to settings: inout RunConfiguration) {
    settings.estimator = estimator ?? settings.estimator
    settings.variables = variables ?? settings.variables
    settings.temperatureStart = temperatureStart ?? settings.temperatureStart
    settings.temperatureEnd = temperatureEnd ?? settings.temperatureEnd
    if fitPrior { settings.fitPrior = true }
  }
}
