// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Runs
internal import Tensors

extension ReproductionExtent {
  /// Checks before any training that the data can be measured afterwards.
  package func requireUsableData(for trainings: [PlannedRun]) throws {
    func isUsed(_ path: String) -> Bool { trainings.contains { $0.dataPaths.contains(path) } }
    for part in ["train", "held-out"] where isUsed("\(photographs)/\(part).safetensors") {
      let path = "\(photographs)/\(part).safetensors"
      let shape = try SafetensorsFile(path: path)["patches"]?.shape ?? []
      let side = LearnedDictionary.side
      guard shape.count == 2, shape[1] == side * side else {
        throw RunError(
          .damaged,
          "\(path) holds patches of shape \(shape); the experiments need patches of \(side) × \(side) pixels. Prepare them with "
            + "`interspike data photos`.")
      }
    }
    guard isUsed("\(digits)/train.safetensors") else { return }
    let known = Set(try LabeledDigits(path: "\(digits)/train.safetensors").labels)
    let asked = Set(try LabeledDigits(path: "\(digits)/test.safetensors").labels)
    guard known.count.isMultiple(of: 2), known.count <= 14, asked.isSubset(of: known) else {
      throw RunError(
        .damaged,
        "\(digits) holds \(known.count) classes to train on and \(asked.subtracting(known).count) others to test on; the experiment "
          + "splits an even number of classes, at most 14, into halves. Prepare digits with `interspike data mnist`."
      )
    }
  }
}
