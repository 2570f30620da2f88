// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Tensors

/// What `data photos` made, as people and programs read it.
package struct PatchSummary: Findings {
  private struct Group: Encodable {
    let file: String
    let pictures: Int
    let patches: Int
    let pixels: Int
  }

  private let files: [Group]
  /// Pictures with the same pixels as another one, which is kept.
  private let copies: [String]
  private let licences: [String]
  private let seed: UInt64
  private let folder: String

  private enum CodingKeys: String, CodingKey {
    case files, copies, licences, seed
  }

  /// What lies in a folder.
  package init(
    _ patches: PatchCollection, in folder: String, copies: [String], licences: [String],
    seed: UInt64
  ) throws(PhotographError) {
    var files: [Group] = []
    for partition in PatchPartition.allCases {
      let shape = try patches.patches(partition).shape
      files.append(
        Group(
          file: "\(folder)/\(partition.rawValue).safetensors",
          pictures: patches.names(partition).count, patches: shape[0], pixels: shape[1]))
    }
    (self.files, self.copies, self.licences) = (files, copies, licences)
    (self.seed, self.folder) = (seed, folder)
  }

  package var text: String {
    var rows = files.map {
      (
        name: $0.file,
        value:
          "\(Text.count($0.patches, "patch", "patches")) of \($0.pixels) pixels from \(Text.count($0.pictures, "picture"))"
      )
    }
    if !copies.isEmpty {
      let names = copies.prefix(5).joined(separator: ", ") + (copies.count > 5 ? ", …" : "")
      rows.append(("copies left out", "\(copies.count): \(names)"))
    }
    if !licences.isEmpty { rows.append(("\(folder)/licences", "\(licences.count) files")) }
    rows.append(("seed", "\(seed)"))
    return Text.table(rows)
  }
}
