// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Distributions
import Evaluation
import LatentModels
import Randomness
import Recordings
import Runs
import SparseCoding
import SpikeFormats
import SpikeTrains
import Tensors

/// What commands do with runs, done in this process.
///
/// Whoever trains yields after every step: tests that wait for a program share the threads.
extension Workplace {
  /// Takes the missing steps of a run.
  ///
  /// - Returns: the training, for its remarks.
  @discardableResult
  func resume(
    _ folder: String, steps: Int? = nil, data: String? = nil
  ) async throws -> RunTraining {
    let training = try await RunTraining(
      resuming: path(folder), steps: steps, data: data.map(path))
    while try training.next() != nil { await Task.yield() }
    _ = try training.stop()
    return training
  }

  /// Learns a dictionary of the patches.
  func learn(
    _ folder: String, _ algorithm: SparseAlgorithm = .lca, steps: Int = 12, threads: Int = 1
  ) async throws {
    let data = try await StimulusFile(path: path("patches.safetensors"))
    var inference = SparseSettings(algorithm: algorithm)
    (inference.threshold, inference.iterations) = (0.5, 200)
    var configuration = SparseConfiguration(inference, data: data.identity)
    (configuration.latents, configuration.batch, configuration.steps) = (20, 40, steps)
    (configuration.thresholdStart, configuration.thresholdEpochs) = (0.3, 1)
    (configuration.evaluateEvery, configuration.checkpointEvery) = (5, 4)
    configuration.seed = 5
    let training = try RunTraining(
      creating: path(folder), configuration, data: data, heldOut: data, threads: threads)
    while try training.next() != nil { await Task.yield() }
    _ = try training.stop()
  }

  /// The model of a run.
  func model(_ folder: String) throws -> TrainedModel {
    try RunFolder(existing: path(folder)).model()
  }

  /// What `interspike inspect` finds.
  func findings(_ name: String) throws -> any Findings {
    try PathFindings.of(
      path(name), choosing: SpikeSelection(),
      reader: GuardedSpikeReader(helper: [Program.path(of: "interspike"), "read-spikes"]))
  }

  /// What `interspike evaluate` measures.
  func evaluation(
    of folder: String, on data: String = "patches.safetensors", silencing silenced: [Int] = []
  ) async throws -> EvaluationRecord {
    let trained = try model(folder)
    let stimuli = try await StimulusFile(path: path(data))
    return EvaluationRecord(
      evaluation: try trained.evaluated(
        on: stimuli.data, seed: 1, silencing: silenced, threads: 1),
      step: trained.step, seed: 1, data: data, showsNeurons: true)
  }

  /// The same of a model that infers in steps.
  func inference(
    of folder: String, on data: String, steps: Int, count: Int? = nil
  ) async throws -> InferenceRecord {
    func trace(_ model: some IterativeModel, _ data: Tensor) throws -> InferenceTrace {
      try model.traced(on: data, steps: steps, seed: 1, threads: 1)
    }
    let trained = try model(folder)
    guard let model = trained.model as? any IterativeModel else {
      throw Failure(description: "\(folder) does not infer in steps")
    }
    let stimuli = try await StimulusFile(path: path(data)).data
    let middle = trained.configuration.inputMotion.middle(of: stimuli)
    return InferenceRecord(
      try trace(model, middle.rows(0..<(count ?? middle.shape[0]))), step: trained.step, seed: 1,
      data: data, showsTrace: true)
  }

  /// Shows the patches to a run's neurons and writes their spikes, as `interspike simulate` does.
  func simulate(
    _ folder: String = "run", to name: String, count: Int = 20, trials: Int = 10,
    window: Double = 0.1, seed: UInt64 = 1, threads: Int = 1
  ) async throws {
    let trained = try model(folder)
    let spiking = try trained.spiking(for: "simulate")
    let stimuli = try await StimulusFile(path: path("patches.safetensors"))
    let presentation = StimulusPresentation(
      logRates: spiking.posterior(of: stimuli.data.rows(0..<count)).rates.logRates,
      trials: trials, windowDuration: window,
      address: DrawAddress(seed: SeedSequence(seed, stream: "simulate"), purpose: .simulation))
    try SpikeOutput(
      path: path(name), recording: trained.recording(of: presentation, showing: stimuli.identity),
      threads: threads
    ).write(block: presentation.block()) { try presentation.raster(ofNeurons: $0) }
  }

  /// Shows numbers in a code, as `interspike encode` does.
  func encode(
    _ data: String = "numbers.npy", to name: String, stream: String = "encode", threads: Int = 1,
    _ choose: (inout StimulusEncoding) -> Void
  ) async throws {
    var encoding = StimulusEncoding()
    choose(&encoding)
    let shown = try encoding.encoded(
      try await StimulusFile(path: path(data)), seed: SeedSequence(1, stream: stream))
    try SpikeOutput(path: path(name), recording: shown.recording(), threads: threads)
      .write(block: shown.block(), drawing: shown.raster)
  }

  /// Lets neurons fire at given rates, as `interspike sample` does.
  @discardableResult
  func sample(
    _ rates: GivenRates, to name: String, duration: Double? = nil, step: Double? = nil,
    logCounts: Bool = false, seed: UInt64 = 1, stream: String = "",
    threads: Int = 1, _ choose: (inout SampledPopulation) -> Void = { _ in }
  ) throws -> SpikeOutput.Result {
    var chosen = try rates.population(
      duration: duration, step: step, logCounts: logCounts, window: 1)
    choose(&chosen)
    let (sampled, root) = (chosen, SeedSequence(seed, stream: stream))
    let (block, population) = (try sampled.block(), try sampled.population())
    return try SpikeOutput(
      path: path(name), recording: sampled.recording(seed: root), threads: threads
    ).write(block: block) { sampled.raster(of: $0, from: population, seed: root) }
  }

  /// The rates of a list such as 5,20,80.
  static func rates(_ list: String) throws -> GivenRates {
    guard let rates = GivenRates(argument: list) else {
      throw Failure(description: "\(list) is not a list of rates")
    }
    return rates
  }
}
