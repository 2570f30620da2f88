// SPDX-License-Identifier: GPL-3.0-or-later

public import ArgumentParser
public import Arrivals
internal import Foundation

extension SoftIndicator: ExpressibleByArgument {}

/// The command `interspike train poisson …`.
struct TrainPoisson: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "poisson",
    abstract: "Train a Poisson variational autoencoder with linear encoder and decoder.",
    discussion: """
      The defaults are the published recipe (Vafaii, Galor & Yates 2024, arXiv 2405.14473): Adamax, \
      learning rate with a short rise and a cosine down to 1e-5, the weight of the KL from 1e-4 to \
      its end and the temperature from 1 to its end over the first half.
      """)

  @Option(
    help: "Training data, one datum a row: .safetensors (tensor patches) or .npy.",
    completion: .file())
  var data: String

  @Option(help: "Data to measure on but not to train on.", completion: .file())
  var heldOut: String?

  @Option(name: .shortAndLong, help: "The folder of the run; new or empty.", completion: .directory)
  var output: String

  @Option(
    help:
      "Weights to begin with instead of random ones: a checkpoint, or a .safetensors file of exactly fc_enc.weight, fc_dec.weight and log_rate.",
    completion: .file())
  var initial: String?

  @Option(help: "Neurons.") var latents = 512
  @Option(help: "Training steps.") var steps = 4000
  @Option(help: "Data in a step.") var batch = 1000
  @Option(help: "The soft indicator of the relaxed counts.") var indicator = SoftIndicator.sigmoid
  @Option(help: "The temperature of the second half, above 0 and at most 1.")
  var temperatureEnd = 0.05
  @Option(help: "The weight of the KL in the second half.") var beta = 1.0
  @Option(help: "The largest learning rate.") var learningRate = 0.005
  @Flag(help: "Make the exact loss small instead of drawing relaxed counts.") var exact = false
  @Option(
    help:
      "The largest gradient norm, three times as large while the learning rate rises; 0 for none.")
  var clip = 500.0
  @Option(help: "The pull of every parameter to zero.") var weightDecay = 0.0
  @Option(help: "Steps between two measurements on held-out data.") var evaluateEvery = 1000
  @Option(help: "Steps between two checkpoints.") var checkpointEvery = 500
  @OptionGroup var seed: SeedOption
  @OptionGroup var work: WorkOptions

  func validate() throws {
    do {
      _ = try settings(data: .init(path: data, sha256: "", count: batch, pixels: 1), heldOut: nil)
    } catch {
      throw ValidationError(error.description)
    }
  }

  func run() async throws {
    let console = work.console
    let patches = try await StimulusFile(path: data)
    guard batch <= patches.identity.count else {
      throw Refusal(
        .usage,
        "--batch is \(batch) and \(data) holds \(patches.identity.count) data; "
          + "it must be 1 to \(patches.identity.count).")
    }
    var measured: StimulusFile?
    if let heldOut { measured = try await StimulusFile(path: heldOut) }
    try measured?.requirePixels(patches.identity.pixels, of: "the model")
    var weights: InitialWeights?
    if let initial { weights = try await InitialWeights(path: initial) }
    let settings = try settings(
      data: patches.identity, heldOut: measured?.identity, initial: weights?.identity
    ).withAbsolutePaths
    let model = try weights?.model(settings.shape)
    let folder = try RunFolder(creating: output)
    try folder.write(settings)
    console.inform(
      """
      \(latents) neurons, \(patches.identity.count) patches of \(patches.identity.pixels) pixels, \
      batches of \(batch), seed \(seed.seed), \(work.threadCount) threads, into \(folder.path)
      """)
    try PoissonTraining(
      folder: folder, configuration: settings, data: patches, heldOut: measured, initial: model,
      threads: work.threadCount, console: console
    ).run(from: nil)
    console.inform("\(steps) steps taken; the model is in \(folder.path)")
  }

  private func settings(
    data: StimulusFile.Identity, heldOut: StimulusFile.Identity?,
    initial: InitialWeights.Identity? = nil
  ) throws(Refusal) -> RunConfiguration {
    try RunConfiguration(
      seed: seed.seed, data: data, heldOut: heldOut, initial: initial, latents: latents,
      steps: steps, batch: batch, objective: exact ? .exact : .sampled, indicator: indicator,
      temperatureEnd: temperatureEnd, beta: beta, learningRate: learningRate, clip: clip,
      weightDecay: weightDecay, evaluateEvery: evaluateEvery, checkpointEvery: checkpointEvery
    ).checked()
  }
}
