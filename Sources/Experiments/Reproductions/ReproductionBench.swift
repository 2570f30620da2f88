// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Figures
internal import Runs
internal import SparseCoding
internal import Tensors

/// Where an experiment finds its trained models and data, and puts its pictures.
package struct ReproductionBench: Sendable {
  package let extent: ReproductionExtent
  /// The folder of the report.
  package let folder: String
  package let threads: Int
  /// Called before each model is used, whether for the first time or again.
  package let looking: @Sendable (PlannedRun) -> Void
  /// Throws, with a sentence, when the user asked to stop.
  package let check: @Sendable (_ sentence: String) throws -> Void

  package init(
    extent: ReproductionExtent, folder: String, threads: Int,
    looking: @escaping @Sendable (PlannedRun) -> Void,
    check: @escaping @Sendable (String) throws -> Void
  ) {
    self.extent = extent
    self.folder = folder
    self.threads = threads
    self.looking = looking
    self.check = check
  }

  /// Photographs that no model was trained on, shape [count, 256]: all, or at most `count` of them, evenly spaced.
  func photographs(atMost count: Int = .max) throws -> Tensor {
    try SafetensorsFile(path: "\(extent.photographs)/held-out.safetensors").tensor("patches")
      .evenly(count)
  }

  /// The model a training run produced.
  func model(_ training: PlannedRun) throws -> TrainedModel {
    looking(training)
    return try RunFolder(existing: training.folder.path).model()
  }

  /// The dictionary Φ a training run produced, with atoms of length 1, shape [pixels, atoms].
  func dictionary(_ training: PlannedRun) throws -> Tensor {
    DictionaryState(dictionary: try atoms(training)).dictionary
  }

  /// The length of each atom in a training run's dictionary.
  func atomLengths(_ training: PlannedRun) throws -> [Double] {
    DoubleDictionary(try atoms(training)).lengths
  }

  private func atoms(_ training: PlannedRun) throws -> Tensor {
    looking(training)
    return try RunDictionary(folder: RunFolder(existing: training.folder.path)).atoms
  }

  /// The digits to train on and to test on.
  func digits() throws -> (train: LabeledDigits, test: LabeledDigits) {
    (
      try LabeledDigits(path: "\(extent.digits)/train.safetensors"),
      try LabeledDigits(path: "\(extent.digits)/test.safetensors")
    )
  }

  /// The model a training run produced, measured on these photographs, or on all held-out ones.
  func evaluation(
    _ training: PlannedRun, on chosen: Tensor? = nil
  ) throws -> HeldOutEvaluation {
    try check("stopped while measuring; the trained models were kept.")
    return try model(training).evaluated(
      on: chosen ?? photographs(), seed: extent.firstSeed, threads: threads)
  }

  /// A measurement of every seed's model.
  func summary(
    _ trainings: [PlannedRun], _ figure: (HeldOutEvaluation) -> Double
  ) throws -> SeedSummary {
    SeedSummary(try trainings.map { figure(try evaluation($0)) })
  }

  /// Draws a figure into the folder of the report.
  func picture(
    _ figure: some Figures.Figure, _ name: String, caption: String
  ) async throws -> ReportPage.Element {
    let path = "\(folder)/\(name)"
    try await figure.write(to: path)
    return .picture(path: path, caption: caption)
  }
}

extension Tensor {
  /// At most this many rows, evenly spaced.
  func evenly(_ count: Int) -> Tensor {
    guard shape[0] > count else { return self }
    let width = shape[1]
    var kept: [Float] = []
    kept.reserveCapacity(count * width)
    for index in 0..<count {
      let row = index * shape[0] / count
      kept += values[row * width..<(row + 1) * width]
    }
    return Tensor(kept, shape: [count, width])
  }
}
