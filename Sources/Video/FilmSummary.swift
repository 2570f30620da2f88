// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Stimuli
internal import Tensors

/// What `data film` made, as people and programs read it.
package struct FilmSummary: Findings {
  private struct Group: Encodable {
    let file: String
    let sequences: Int
    let frames: Int
    let pixels: Int
  }

  private struct Film: Encodable {
    let file: String
    let frames: Int
    /// The frames that begin a new scene.
    let cuts: [Int]
  }

  private let files: [Group]
  private let films: [Film]
  private let seed: UInt64

  /// What lies in a folder.
  package init(_ collection: FilmCollection, in folder: String, seed: UInt64) {
    files = PatchPartition.allCases.map { partition in
      let shape = collection.sequences(partition).shape
      return Group(
        file: "\(folder)/\(partition.rawValue).safetensors", sequences: shape[0],
        frames: shape[1], pixels: shape[2])
    }
    films = collection.films.map { Film(file: $0.path, frames: $0.frames, cuts: $0.cuts) }
    self.seed = seed
  }

  package var text: String {
    let rows = files.map {
      (
        $0.file,
        "\(Text.count($0.sequences, "sequence")) of \(Text.count($0.frames, "frame")) of \($0.pixels) pixels"
      )
    }
    return Text.table(rows + [("seed", "\(seed)")])
  }
}
