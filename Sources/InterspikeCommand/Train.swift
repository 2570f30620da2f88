// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import LatentModels

/// The command `interspike train …`.
struct Train: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a model, or resume an interrupted run.",
    usage: """
      interspike train <model> --data <file> -o <run> [<options>]
      interspike train --resume <run> [--steps <total>] [--data <file>] [--held-out <file>]
      """,
    discussion: """
      A run is a folder with config.json (all settings), metrics.jsonl (one JSON object per line) and \
      checkpoint.safetensors. Ctrl-C saves a checkpoint and stops; --resume then gives the same bytes as an \
      uninterrupted run.
      """,
    subcommands: [
      TrainPoisson.self, TrainContinuous<GaussianVAE>.self, TrainContinuous<LaplaceVAE>.self,
      TrainCategorical.self, TrainIterativePoisson.self, TrainIterativeGaussian.self,
      Resume<ResumedModel>.self,
    ], defaultSubcommand: Resume<ResumedModel>.self)
}
