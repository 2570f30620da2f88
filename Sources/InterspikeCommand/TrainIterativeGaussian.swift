// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import LatentModels
internal import Runs

/// The command `interspike train iterative-gaussian …`.
struct TrainIterativeGaussian: TrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "iterative-gaussian",
    abstract: "Train an iterative Gaussian autoencoder.",
    discussion:
      "Comparable with `train iterative-poisson`, except that β is \(Recipe<IterativeGaussianVAE>.says(\.beta))."
  )

  @Option(
    help: Recipe<IterativeGaussianVAE>.help(
      "What every sample passes through before decoding.", \.activation))
  var activation: LatentActivation?
  @OptionGroup var iterative: IterativeOptions<IterativeGaussianVAE>
  @OptionGroup var options: TrainOptions<IterativeGaussianVAE>

  func validate() throws {
    try iterative.check(beta: options.beta)
    try request.validate()
  }

  func apply(to settings: inout RunConfiguration) {
    iterative.apply(to: &settings, beta: options.beta)
    settings.activation = activation ?? settings.activation
  }
}
