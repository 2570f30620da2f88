// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import LatentModels
internal import Runs

/// How much of a published experiment to run: the published recipe, a share of its steps, or a few minutes.
package struct ReproductionExtent: Sendable {
  /// How long models train.
  package enum Amount: Equatable, Sendable {
    /// A few minutes.
    case quick
    /// This many steps for every training run, otherwise as quick, to try out an experiment.
    case steps(Int)
    /// A share of the published steps, between 0 and 1.
    case share(Double)
    /// The published steps.
    case published
  }

  /// How long models train.
  package var amount: Amount
  /// How many seeds to train each model with.
  package var seeds = 1
  /// The first of them.
  package var firstSeed: UInt64 = 1
  /// Channels of the first convolution in models of digits; nil for the published number, or 8 when quick.
  package var channels: Int?
  /// The folder of `interspike data photos`.
  package var photographs = "data/photos"
  /// The folder of `interspike data mnist`.
  package var digits = "data/mnist"
  /// The folder of the trained models.
  package var runs: String

  package init(
    amount: Amount, seeds: Int, firstSeed: UInt64, channels: Int?, photographs: String,
    digits: String, runs: String
  ) {
    self.amount = amount
    self.seeds = seeds
    self.firstSeed = firstSeed
    self.channels = channels
    self.photographs = photographs
    self.digits = digits
    self.runs = runs
  }

  /// Every seed.
  var seedRange: [UInt64] { (0..<UInt64(seeds)).map { firstSeed &+ $0 } }

  /// A linear model of photographs, with the settings that depart from its family's recipe.
  ///
  /// Published: ``Preset/dovesPaper``, 3000 epochs of 107,520 patches. Quick: 8000 steps at twice the learning rate and, unless `sampled`,
  /// the exact loss if the family has one, because without sampling noise the atoms become sharp after fewer patches.
  ///
  /// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, training settings for DOVES.
  func photographs(
    _ model: ReproducedModel, latents: Int = 512, beta: Double = 1, sampled: Bool = false,
    seed: UInt64
  ) -> PlannedRun {
    var settings = model.configuration(of: photographs, heldOut: "held-out")
    settings.latents = latents
    settings.beta = beta
    let isExact = isQuick && !sampled && model.hasExactLoss
    if isExact { settings.objective = .exact }
    if isQuick { settings.learningRate = 0.01 } else { Self.follow(.dovesPaper, &settings) }
    let name =
      "\(model.name)-\(latents)" + (isExact ? "-exact" : "")
      + (beta == 1 ? "" : "-beta-\(Text.plain(beta))")
    return run(
      "photographs", name, settings,
      steps: taken(of: Preset.dovesPaper.epochs * 107, quickly: 8000), batch: 1000,
      seed: seed)
  }

  /// A Poisson VAE of photographs in a sweep over weights or sizes: sampled, as published.
  ///
  /// It is sampled because, with the exact loss, β = .01 is sparser than .2 after 8000 quick steps.
  func swept(latents: Int = 512, beta: Double, seed: UInt64) -> PlannedRun {
    photographs(.poisson, latents: latents, beta: beta, sampled: true, seed: seed)
  }

  /// A convolutional model of digits with ten latents, or ten categories.
  ///
  /// Published: ``Preset/mnistPaper``, 1200 epochs of 60,000 digits, 32 channels. Quick: the same without the warm-up and the restarts
  /// of the learning rate, 8 channels and 1000 steps.
  ///
  /// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, training settings for MNIST.
  func digits(_ model: ReproducedModel, latents: Int, seed: UInt64) -> PlannedRun {
    let steps = taken(of: Preset.mnistPaper.epochs * 300, quickly: 1000)
    let channels = self.channels ?? (isQuick ? Self.quickChannels : Self.publishedChannels)
    var settings = model.configuration(of: digits, heldOut: "test")
    settings.latents = latents
    // Only those parts of the published recipe that also suit a thousand steps.
    (settings.learningRate, settings.weightDecay, settings.clip) = (0.002, 3e-4, 1000)
    if isQuick {
      if model == .poisson { settings.largestLogRate = 5.3 }
    } else {
      Self.follow(.mnistPaper, &settings)
    }
    (settings.encoder, settings.decoder) = (.convolutional, .convolutional)
    (settings.encoderBias, settings.decoderBias) = (true, true)
    settings.channels = channels
    let name =
      "\(model.name)-\(latents)"
      + (channels == Self.publishedChannels ? "" : "-channels-\(channels)")
    return run("digits", name, settings, steps: steps, batch: 200, seed: seed)
  }

  /// Applies a published recipe, stretching or shortening its schedule to the number of steps.
  private static func follow(_ preset: Preset, _ settings: inout RunConfiguration) {
    preset.apply(to: &settings)
    if let warmup = preset.warmupPortion { settings.warmupPortion = warmup }
  }

  package static let publishedChannels = 32
  package static let quickChannels = 8

  /// A dictionary learned by sparse coding, with the settings of the best published rows.
  ///
  /// Published: 100 epochs of 107,520 patches in batches of 1000, threshold .1, dictionary rate .01 (LCA) and .001 (ISTA). Quick: 3000
  /// steps of 200 at a higher rate, 100 iterations and a shorter time constant.
  ///
  /// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, sparse-coding baselines (LCA by lcapt).
  func sparse(_ algorithm: SparseAlgorithm, seed: UInt64) -> PlannedRun {
    var inference = SparseSettings(algorithm: algorithm, threshold: 0.1)
    if isQuick { inference.iterations = 100 }
    if isQuick, algorithm == .lca { inference.timeConstant = 30 }
    var settings = SparseConfiguration(
      inference, data: .init(path: "\(photographs)/train.safetensors"))
    settings.heldOut = .init(path: "\(photographs)/held-out.safetensors")
    settings.latents = 512
    settings.dictionaryRate =
      switch (isQuick, algorithm == .lca) {
      case (true, true): 0.1
      case (true, false): 0.05
      case (false, true): 0.01
      case (false, false): 0.001
      }
    settings.steps = taken(of: 100 * 107, quickly: 3000)
    settings.batch = isQuick ? 200 : 1000
    settings.evaluateEvery = settings.steps
    settings.checkpointEvery = max(1, settings.steps / 20)
    settings.seed = seed
    let (name, folder) = place("photographs", algorithm.rawValue, settings)
    return PlannedRun(name, in: folder, settings)
  }

  /// Whether the smaller models and measurements are used.
  package var isQuick: Bool {
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

  private func run(
    _ data: String, _ name: String, _ recipe: RunConfiguration, steps: Int, batch: Int,
    seed: UInt64
  ) -> PlannedRun {
    var settings = recipe
    (settings.steps, settings.batch, settings.seed) = (steps, batch, seed)
    settings.evaluateEvery = steps
    settings.checkpointEvery = max(1, steps / 20)
    let (title, folder) = place(data, name, settings)
    return PlannedRun(title, in: folder, settings)
  }

  /// The folder's name covers everything two extents may differ in, so that runs never mix.
  private func place(
    _ data: String, _ name: String, _ settings: some RunSettings
  ) -> (title: String, folder: String) {
    (
      "\(data) \(name) seed \(settings.seed)",
      "\(runs)/\(data)-\(name)-\(settings.steps)x\(settings.batch)-seed-\(settings.seed)"
    )
  }
}
