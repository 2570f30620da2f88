// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser

/// The command `interspike train laplace …`.
struct TrainLaplace: TrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "laplace",
    abstract: "Train a Laplace variational autoencoder.",
    discussion: "On equal terms with `train poisson`: same data, schedules and measurements.")

  @OptionGroup var continuous: ContinuousOptions
  @OptionGroup var options: TrainOptions

  var request: TrainingRequest {
    TrainingRequest(family: .laplace, options: options, given: continuous.settings)
  }

  func validate() throws { try request.validate() }
}
