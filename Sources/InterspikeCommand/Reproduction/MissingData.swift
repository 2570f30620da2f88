// SPDX-License-Identifier: GPL-3.0-or-later

internal import Experiments
internal import Foundation

extension ReproductionExtent {
  /// Downloads and prepares missing data that training commands name, using ordinary command lines.
  func fetchMissingData(for trainings: [PlannedRun], saying console: Console) async throws {
    for (set, folder) in [("photos", photographs), ("mnist", digits)] {
      let isNeeded = trainings.contains { $0.dataPaths.contains("\(folder)/train.safetensors") }
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
