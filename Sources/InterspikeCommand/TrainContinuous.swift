// SPDX-License-Identifier: GPL-3.0-or-later

public import ArgumentParser
internal import LatentModels
internal import Runs

extension LatentActivation: ExpressibleByArgument {}

/// The commands `interspike train gaussian …` and `interspike train laplace …`.
struct TrainContinuous<Model: TrainableModel>: TrainingCommand {
  static var configuration: CommandConfiguration {
    let family = ModelFamily(of: Model.self)
    return CommandConfiguration(
      commandName: family.rawValue,
      abstract: "Train a \(family.title) variational autoencoder.",
      discussion: "Comparable with `train poisson`: same data, schedules and measurements.")
  }

  @Option(
    help: Recipe<Model>.help("What every sample passes through before decoding.", \.activation))
  var activation: LatentActivation?
  @Flag(help: "Learn the location and scale of the prior.") var fitPrior = false
  @OptionGroup var options: TrainOptions<Model>

  func apply(to settings: inout RunConfiguration) {
    settings.activation = activation ?? settings.activation
    if fitPrior { settings.fitPrior = true }
  }
}
