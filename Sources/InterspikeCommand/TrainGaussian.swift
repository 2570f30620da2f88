// SPDX-License-Identifier: GPL-3.0-or-later

public import ArgumentParser
internal import LatentModels
internal import Runs

extension LatentActivation: ExpressibleByArgument {}

/// The options of the continuous families besides the shared ones.
struct ContinuousOptions<Model: TrainableModel>: ParsableArguments {
  @Option(
    help: Recipe<Model>.help("What every sample passes through before decoding.", \.activation))
  var activation: LatentActivation?
  @Flag(help: "Learn the location and scale of the prior.") var fitPrior = false

  /// Applies what the command line says.
  func apply(to settings: inout RunConfiguration) {
    settings.activation = activation ?? settings.activation
    if fitPrior { settings.fitPrior = true }
  }
}

/// The command `interspike train gaussian …`.
struct TrainGaussian: TrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaussian",
    abstract: "Train a Gaussian variational autoencoder.",
    discussion: "Comparable with `train poisson`: same data, schedules and measurements.")

  @OptionGroup var continuous: ContinuousOptions<GaussianVAE>
  @OptionGroup var options: TrainOptions<GaussianVAE>

  func apply(to settings: inout RunConfiguration) {
    continuous.apply(to: &settings)
  }
}
