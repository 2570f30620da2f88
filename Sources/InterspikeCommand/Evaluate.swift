// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Evaluation
internal import Experiments
internal import Foundation
internal import Runs
internal import Tensors

/// The command `interspike evaluate RUN --data FILE`.
struct Evaluate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a trained model on data, with exact samples (temperature 0).",
    discussion:
      "NELBO is the squared error summed over pixels plus the KL (β = 1), in nats, averaged over "
      + "the data."
  )

  @Argument(help: "The run folder.", completion: .directory)
  var run: String

  @Option(help: "The data, prepared like the training data.", completion: .file())
  var data: String

  @Option(
    parsing: .upToNextOption,
    help: "Neurons to silence before decoding, numbered from 0 and separated by spaces.")
  var ablate: [Int] = []

  @Option(
    help:
      "Inference steps of an iterative model, which sees the datum at every step. (default: \(Self.usualInferenceSteps))"
  )
  var inferenceSteps: Int?

  @Option(help: "How many data to use, from the first. (default: all)")
  var count: Int?

  @Option(
    help:
      "Fit a Gabor function to each atom of a linear decoder, and write the fits to this CSV file.",
    completion: .file())
  var atoms: String?

  @Flag(
    help: """
      Also classify by the \(LabelEfficiency.publishedNeighbors) nearest neighbors among \
      \(Self.publishedSizes) labeled data; the data must have labels.
      """
  )
  var neighbours = false

  @Flag(help: "Print one JSON object, with the KL of every neuron or the trace of inference.")
  var json = false

  @OptionGroup var seed: SeedOption
  @OptionGroup var work: WorkOptions

  private static let usualInferenceSteps = 1000
  private static let publishedSizes = LabelEfficiency.publishedSizes.map(String.init)
    .joined(separator: " or ")

  func validate() throws {
    for (name, value) in [("--inference-steps", inferenceSteps), ("--count", count)] {
      if let value, value < 1 { try refuse(name, value, "at least 1") }
    }
  }

  func run() async throws {
    try FilePlan.check(runs: [run], reads: [("--data", data)], writes: [("--atoms", atoms)])
    let trained = try RunFolder(existing: run).model()
    let stimuli = try await StimulusFile(path: data)
    try stimuli.identity.requirePixels(
      trained.pixels, orWindowsOf: trained.configuration.data.pixels, of: "the model of \(run)")
    let data = trained.configuration.inputMotion.middle(of: stimuli.data).rows(
      0..<min(count ?? .max, stimuli.identity.count))
    work.console.inform("evaluating \(data.shape[0]) data, seed \(seed.seed)")
    if let model = trained.model as? any IterativeModel {
      return try evaluate(model, on: data, step: trained.step)
    }
    guard inferenceSteps == nil else {
      throw Refusal(
        .usage,
        "--inference-steps is given, but the \(trained.configuration.model.title) family does not infer in steps. "
          + "Leave it out.")
    }
    let evaluation = try trained.evaluated(
      on: data, seed: seed.seed, silencing: ablate, threads: work.threadCount)
    if let atoms {
      let table = try AtomTable(
        RunDictionary(folder: RunFolder(existing: run)), evaluation, threads: work.threadCount)
      try AtomicFile.write(table.csv, to: atoms)
      work.console.inform("wrote \(atoms): \(table.sentence)")
    }
    let efficiency =
      neighbours
      ? try trained.labelEfficiency(
        on: self.data, count: count, seed: seed.seed, threads: work.threadCount) : nil
    let record = EvaluationRecord(
      evaluation: evaluation, step: trained.step, seed: seed.seed, data: self.data,
      neighbors: efficiency, showsNeurons: true)
    try Output.write(json ? JSONText.encode(record) : record.table(run: run))
  }

  private func evaluate(
    _ model: some IterativeModel, on data: Tensor, step: Int
  ) throws {
    for (option, isGiven, reason) in [
      ("--atoms", atoms != nil, "neurons of iterative models have no KL of their own to sort by"),
      ("--neighbours", neighbours, "iterative models have no encoder"),
      ("--ablate", !ablate.isEmpty, "neurons of iterative models cannot be silenced"),
    ] where isGiven {
      throw Refusal(.usage, "\(option) is given, but \(reason). Leave it out.")
    }
    let trace = try model.traced(
      on: data, steps: inferenceSteps ?? Self.usualInferenceSteps, seed: seed.seed,
      threads: work.threadCount)
    let record = InferenceRecord(
      trace, step: step, seed: seed.seed, data: self.data, showsTrace: true)
    try Output.write(json ? JSONText.encode(record) : record.table(run: run))
  }
}
