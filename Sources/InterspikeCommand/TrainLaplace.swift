// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import LatentModels
internal import Runs

/// The command `interspike train laplace …`.
struct TrainLaplace: TrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "laplace",
    abstract: "Train a Laplace variational autoencoder.",
    discussion: "Comparable with `train poisson`: same data, schedules and measurements.")

  @OptionGroup var continuous: ContinuousOptions<LaplaceVAE>
  @OptionGroup var options: TrainOptions<LaplaceVAE>

  func apply(to settings: inout RunConfiguration) {
    continuous.apply(to: &settings)
  }
}
