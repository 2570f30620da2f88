// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Tensors

extension ReproductionExtent {
  /// Refuses, before anything trains, data that could not be measured afterwards.
  func requireUsableData(for trainings: [SweepCell]) throws {
    func isUsed(_ path: String) -> Bool { trainings.contains { $0.arguments.contains(path) } }
    for part in ["train", "held-out"] where isUsed("\(photographs)/\(part).safetensors") {
      let path = "\(photographs)/\(part).safetensors"
      let shape = try SafetensorsFile(path: path)["patches"]?.shape ?? []
      let side = LearnedDictionary.side
      guard shape.count == 2, shape[1] == side * side else {
        throw Refusal(
          .badData,
          "\(path) holds patches of shape \(shape); the experiments look at patches of \(side) × \(side) pixels. Prepare them with "
            + "`interspike data photos`.")
      }
    }
    guard isUsed("\(digits)/train.safetensors") else { return }
    let known = Set(try LabelledDigits(path: "\(digits)/train.safetensors").labels)
    let asked = Set(try LabelledDigits(path: "\(digits)/test.safetensors").labels)
    guard known.count.isMultiple(of: 2), known.count <= 14, asked.isSubset(of: known) else {
      throw Refusal(
        .badData,
        "\(digits) holds \(known.count) classes to learn and \(asked.subtracting(known).count) others to be tested on; the experiment "
          + "cuts an even number of classes, at most 14, into halves. Prepare digits with `interspike data mnist`."
      )
    }
  }

  /// Fetches and prepares the data that trainings name and that are not there, by ordinary command lines.
  func fetchMissingData(for trainings: [SweepCell], saying console: Console) async throws {
    for (set, folder) in [("photos", photographs), ("mnist", digits)] {
      let isNeeded = trainings.contains { $0.arguments.contains("\(folder)/train.safetensors") }
      let isThere = FileManager.default.fileExists(atPath: "\(folder)/train.safetensors")
      guard isNeeded, !isThere else { continue }
      let arguments = ["data", set, "-o", folder]
      console.inform("preparing data: \(ShellText.commandLine(arguments))")
      let ending = try await CellProcess.run(arguments + ["--quiet"])
      guard ending.status == 0 else {
        throw Refusal(
          ExitStatus(rawValue: ending.status) ?? .software,
          "\(ShellText.commandLine(arguments)) failed: \(ending.sentence)")
      }
    }
  }
}
