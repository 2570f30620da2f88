// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import LatentModels

/// The command `interspike train laplace …`.
struct TrainLaplace: TrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "laplace",
    abstract: "Train a Laplace variational autoencoder.",
    discussion: "On equal terms with `train poisson`: same data, schedules and measurements.")

  @OptionGroup var continuous: ContinuousOptions<LaplaceVAE>
  @OptionGroup var options: TrainOptions<LaplaceVAE>

  var request: TrainingRequest<LaplaceVAE> {
    TrainingRequest(options: options, given: continuous.settings)
  }

  func validate() throws { try request.validate() }
}
