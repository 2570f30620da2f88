// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Runs

/// How much of a published experiment is done: the published recipe, a share of its steps, or minutes.
struct ReproductionExtent: Sendable {
  /// How long models train.
  enum Amount: Equatable, Sendable {
    /// Minutes.
    case quick
    /// So many steps of every training, else as quick: to try an experiment out.
    case steps(Int)
    /// A share of the published steps, between 0 and 1.
    case share(Double)
    /// The published steps.
    case published
  }

  /// How long models train.
  var amount: Amount
  /// How many seeds each model is trained with.
  var seeds = 1
  /// The first of them.
  var firstSeed: UInt64 = 1
  /// Channels of the first convolution of models of digits; nil: as published, or 8 when quick.
  var channels: Int?
  /// The folder of `interspike data photos`.
  var photographs = "data/photos"
  /// The folder of `interspike data mnist`.
  var digits = "data/mnist"
  /// The folder of the trained models.
  var runs: String

  /// Every seed.
  var seedRange: [UInt64] { (0..<UInt64(seeds)).map { firstSeed &+ $0 } }

  /// A linear model of photographs, with what departs from its family's recipe.
  ///
  /// Published: ``Preset/dovesPaper``, 3000 epochs of 107,520 patches. Quick: 8000 steps at twice the learning rate and, unless `sampled`,
  /// the exact loss where the family has one: without the noise of samples the atoms are sharp after fewer patches.
  ///
  /// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, training settings for DOVES.
  func photographs(
    _ model: ReproducedModel, latents: Int = 512, beta: Double = 1, sampled: Bool = false,
    seed: UInt64
  ) -> SweepCell {
    var arguments = model.command + ["--latents", "\(latents)"]
    arguments += isQuick ? ["--learning-rate", "0.01"] : Self.recipe(.dovesPaper)
    let isExact = isQuick && !sampled && model.hasExactLoss
    if isExact { arguments.append("--exact") }
    if beta != 1 { arguments += ["--beta", Text.plain(beta)] }
    arguments += data(photographs, heldOut: "held-out")
    let name =
      "\(model.name)-\(latents)" + (isExact ? "-exact" : "")
      + (beta == 1 ? "" : "-beta-\(Text.plain(beta))")
    return cell(
      "photographs", name, arguments,
      steps: taken(of: Preset.dovesPaper.epochs * 107, quickly: 8000), batch: 1000,
      seed: seed)
  }

  /// A Poisson VAE of photographs in a sweep over weights or sizes: sampled, as published.
  ///
  /// With the exact loss β = .01 is sparser than .2 after 8000 quick steps.
  func swept(latents: Int = 512, beta: Double, seed: UInt64) -> SweepCell {
    photographs(.poisson, latents: latents, beta: beta, sampled: true, seed: seed)
  }

  /// A convolutional model of digits with ten latents, or ten categories.
  ///
  /// Published: ``Preset/mnistPaper``, 1200 epochs of 60,000 digits, 32 channels. Quick: the same without the warm-up and the returns
  /// of the learning rate, 8 channels and 1000 steps.
  ///
  /// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, training settings for MNIST.
  func digits(_ model: ReproducedModel, latents: Int, seed: UInt64) -> SweepCell {
    let steps = taken(of: Preset.mnistPaper.epochs * 300, quickly: 1000)
    var arguments = model.command + ["--latents", "\(latents)"]
    arguments += isQuick ? Self.quickRecipe(of: model) : Self.recipe(.mnistPaper)
    arguments += data(digits, heldOut: "test")
    arguments += ["--encoder", "conv", "--decoder", "conv", "--encoder-bias", "--decoder-bias"]
    let channels = self.channels ?? (isQuick ? Self.quickChannels : Self.publishedChannels)
    if channels != Self.publishedChannels { arguments += ["--channels", "\(channels)"] }
    let name =
      "\(model.name)-\(latents)"
      + (channels == Self.publishedChannels ? "" : "-channels-\(channels)")
    return cell("digits", name, arguments, steps: steps, batch: 200, seed: seed)
  }

  /// A published recipe, whose schedule is stretched or shortened with the number of steps.
  private static func recipe(_ preset: Preset) -> [String] {
    ["--preset", preset.rawValue]
      + (preset.warmupPortion.map { ["--warmup-portion", Text.plain($0)] } ?? [])
  }

  /// Of the published recipe of digits what holds for a thousand steps, too.
  private static func quickRecipe(of model: ReproducedModel) -> [String] {
    (model == .poisson ? ["--largest-log-rate", "5.3"] : [])
      + ["--learning-rate", "0.002", "--weight-decay", "3e-4", "--clip", "1000"]
  }

  static let publishedChannels = 32
  static let quickChannels = 8

  /// A dictionary learned by sparse coding, with the settings of the best published rows.
  ///
  /// Published: 100 epochs of 107,520 patches in batches of 1000, threshold .1, dictionary rate .01 (LCA) and .001 (ISTA). Quick: 3000
  /// steps of 200 at a higher rate, 100 iterations and a shorter time constant.
  ///
  /// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, sparse-coding baselines (LCA by lcapt).
  func sparse(_ algorithm: SparseAlgorithm, seed: UInt64) -> SweepCell {
    let (steps, batch) = (taken(of: 100 * 107, quickly: 3000), isQuick ? 200 : 1000)
    var command = ["sparse", algorithm.rawValue, "--latents", "512", "--threshold", "0.1"]
    command += data(photographs, heldOut: "held-out")
    switch (isQuick, algorithm == .lca) {
    case (true, true):
      command += ["--dictionary-rate", "0.1", "--iterations", "100", "--time-constant", "30"]
    case (true, false): command += ["--dictionary-rate", "0.05", "--iterations", "100"]
    case (false, true): command += ["--dictionary-rate", "0.01"]
    case (false, false): command += ["--dictionary-rate", "0.001"]
    }
    return cell("photographs", algorithm.rawValue, command, steps: steps, batch: batch, seed: seed)
  }

  /// Whether models and measurements are the smaller ones.
  var isQuick: Bool {
    switch amount {
    case .quick, .steps: true
    case .share, .published: false
    }
  }

  private func taken(of published: Int, quickly quick: Int) -> Int {
    switch amount {
    case .quick: quick
    case .steps(let steps): steps
    case .share(let share): max(1, Int((share * Double(published)).rounded()))
    case .published: published
    }
  }

  private func data(_ folder: String, heldOut: String) -> [String] {
    ["--data", "\(folder)/train.safetensors", "--held-out", "\(folder)/\(heldOut).safetensors"]
  }

  /// The folder says all that two extents may differ in, so that runs never mix.
  private func cell(
    _ data: String, _ name: String, _ command: [String], steps: Int, batch: Int, seed: UInt64
  ) -> SweepCell {
    SweepCell(
      name: "\(data) \(name) seed \(seed)",
      command: command + [
        "--steps", "\(steps)", "--batch", "\(batch)", "--evaluate-every", "\(steps)",
        "--checkpoint-every", "\(max(1, steps / 20))", "--seed", "\(seed)",
      ], folder: "\(runs)/\(data)-\(name)-\(steps)x\(batch)-seed-\(seed)")
  }
}
