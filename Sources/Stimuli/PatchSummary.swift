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
  /// Pictures with endings that are not taken.
  private let leftOut: [String]
  private let licences: [String]
  private let seed: UInt64
  private let folder: String

  private enum CodingKeys: String, CodingKey {
    case files, copies, leftOut, licences, seed
  }

  /// What lies in a folder.
  package init(
    _ patches: PatchCollection, in folder: String, of photographs: DistinctPhotographs,
    licences: [String], seed: UInt64
  ) throws(PhotographError) {
    var files: [Group] = []
    for partition in PatchPartition.allCases {
      let shape = try patches.patches(partition).shape
      files.append(
        Group(
          file: "\(folder)/\(partition.rawValue).safetensors",
          pictures: patches.names(partition).count, patches: shape[0], pixels: shape[1]))
    }
    (self.files, self.licences) = (files, licences)
    (copies, leftOut) = (
      photographs.copies.map(\.photograph.name), photographs.photographs.leftOut
    )
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
    for (name, pictures) in [("copies left out", copies), ("other endings left out", leftOut)]
    where !pictures.isEmpty {
      let names = pictures.prefix(5).joined(separator: ", ") + (pictures.count > 5 ? ", …" : "")
      rows.append((name, "\(pictures.count): \(names)"))
    }
    if !licences.isEmpty { rows.append(("\(folder)/licences", "\(licences.count) files")) }
    rows.append(("seed", "\(seed)"))
    return Text.table(rows)
  }
}
