// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser

/// The command `interspike train …`.
struct Train: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a model, or go on with a training that was interrupted.",
    usage: """
      interspike train <model> --data <file> -o <run> [<options>]
      interspike train --resume <run> [--steps <total>] [--data <file>] [--held-out <file>]
      """,
    discussion: """
      A run is a folder: config.json (all settings), metrics.jsonl (a JSON object a line) and \
      checkpoint.safetensors. Ctrl-C ends it with a checkpoint; going on gives the same bytes as no \
      interruption.
      """,
    subcommands: [
      TrainPoisson.self, TrainGaussian.self, TrainLaplace.self, TrainCategorical.self,
      TrainIterativePoisson.self, TrainIterativeGaussian.self, TrainResume.self,
    ], defaultSubcommand: TrainResume.self)
}
