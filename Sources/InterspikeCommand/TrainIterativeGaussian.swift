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
      "On equal terms with `train iterative-poisson`, but for β, which is \(Recipe<IterativeGaussianVAE>.says(\.beta))."
  )

  @Option(
    help:
      "What every sample passes before it is decoded. (default: \(Recipe<IterativeGaussianVAE>.says(\.activation)))"
  )
  var activation: LatentActivation?
  @OptionGroup var iterative: IterativeOptions<IterativeGaussianVAE>
  @OptionGroup var options: TrainOptions<IterativeGaussianVAE>

  var request: TrainingRequest<IterativeGaussianVAE> {
    var given = iterative.settings
    given["activation"] = activation.map { .text($0.rawValue) }
    return TrainingRequest(options: options, given: given)
  }

  func validate() throws { try request.validate() }
}
