// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Evaluation
internal import Foundation
internal import LatentModels

/// The command `interspike evaluate RUN --data FILE`.
struct Evaluate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a trained model on data, with exact samples (temperature 0).",
    discussion: "NELBO = squared error summed over pixels + KL, in nats, mean over data, β = 1.")

  @Argument(help: "The folder of the run.", completion: .directory)
  var run: String

  @Option(help: "The data, prepared as those of the training.", completion: .file())
  var data: String

  @Option(
    parsing: .upToNextOption,
    help: "Neurons to silence before decoding, by number from 0, with spaces between.")
  var ablate: [Int] = []

  @Flag(help: "Give one JSON object, with the KL of every neuron.")
  var json = false

  @OptionGroup var seed: SeedOption
  @OptionGroup var work: WorkOptions

  func run() async throws {
    let trained = try RunFolder(existing: run).model()
    let stimuli = try await StimulusFile(path: data)
    try stimuli.requirePixels(trained.pixels, of: "the model of \(run)")
    work.console.inform("evaluating on \(stimuli.identity.count) data, seed \(seed.seed)")
    let evaluation = try trained.evaluated(
      on: stimuli.data, seed: seed.seed, silencing: ablate, threads: work.threadCount)
    if json {
      try Output.write(
        JSONText.encode(
          EvaluationRecord(
            evaluation: evaluation, step: trained.step, seed: seed.seed, data: data,
            showsNeurons: true)))
    } else {
      try Output.write(table(evaluation, step: trained.step))
    }
  }

  private func table(_ found: HeldOutEvaluation, step: Int) -> String {
    func optional(_ value: Double?) -> String { value.map { Text.number($0) } ?? "undefined" }
    var rows = [
      ("run", "\(run), step \(step)"),
      ("data", "\(data), \(found.count) data"),
      ("seed", "\(seed.seed)"),
      ("NELBO", "\(Text.number(found.nelbo)) nats"),
      ("squared error", Text.number(found.mse)),
      ("KL", "\(Text.number(found.kl)) nats"),
      ("squared error of mean latents", Text.number(found.mseMAP)),
      ("R²", optional(found.rSquared)),
      ("active neurons", "\(Text.number(100 * found.activeFraction, digits: 3)) %"),
      ("zeros", "\(Text.number(100 * found.zeros, digits: 3)) %"),
      ("lifetime sparsity", optional(found.lifetimeSparsity)),
    ]
    if let spikes = found.spikesPerDatum, let largest = found.largestCount {
      rows += [("spikes per datum", Text.number(spikes)), ("largest count", "\(largest)")]
    }
    return Text.table(rows.map { (name: $0.0, value: $0.1) })
  }
}
