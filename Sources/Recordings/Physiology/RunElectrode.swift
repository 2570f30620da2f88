// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import LatentModels
public import Physiology
public import Randomness
internal import Runs

/// An electrode in a run's model.
public struct RunElectrode {
  /// The electrode.
  public let electrode: Electrode
  private let run: String
  private let step: Int
  private let seed: SeedSequence

  /// Connects to a run.
  ///
  /// - Parameters:
  ///   - run: the folder of the run.
  ///   - frameInterval: how long a frame lasts, in seconds.
  ///   - seed: the seed of all spikes.
  ///   - threads: how many may work at once; they do not affect the results.
  /// - Throws: `RunError` for models of other families and for those that do not see a square.
  public init(run: String, frameInterval: Double, seed: SeedSequence, threads: Int = 1) throws {
    let trained = try RunFolder(existing: run).model()
    let model = try trained.iterativePoisson(for: "this experiment", run: run)
    do {
      electrode = try Electrode(
        model, frameInterval: frameInterval, seed: seed, threads: threads)
    } catch PhysiologyError.notSquare(let pixels) {
      throw RunError(
        .settings,
        "the model of \(run) sees \(pixels) numbers, which do not make a square picture of 3×3 or more. Train one on square patches."
      )
    }
    (self.run, self.seed, step) = (run, seed, trained.step)
  }

  /// Writes `results.json`: what was found, and where it was found.
  func write(_ experiment: String, _ findings: some Encodable, to folder: String) throws {
    let results = Results(
      origin: Origin(
        experiment: experiment, run: URL(fileURLWithPath: run).lastPathComponent, step: step,
        seed: seed.seed, stream: seed.namedStream), findings: findings)
    try AtomicFile.write(
      try JSONText.encode(results, indented: true) + "\n", to: "\(folder)/results.json")
  }

  private struct Origin: Encodable {
    let experiment: String
    let run: String
    let step: Int
    let seed: UInt64
    let stream: String?
  }

  /// Both on one level.
  private struct Results<Findings: Encodable>: Encodable {
    let origin: Origin
    let findings: Findings

    func encode(to encoder: any Encoder) throws {
      try origin.encode(to: encoder)
      try findings.encode(to: encoder)
    }
  }
}
