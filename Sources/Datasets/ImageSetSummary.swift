// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// What `data mnist` and `data fashion` made, as people and programs read it.
package struct ImageSetSummary: Findings {
  private struct Group: Encodable {
    let file: String
    let images: Int
    let pixels: Int
    /// The number of images of each class, from class 0.
    let labels: [Int]
  }

  private var files: [Group] = []
  private let source: String
  private let licence: String
  private let published: PublishedImages

  private enum CodingKeys: String, CodingKey { case files, source, licence }

  /// Nothing written yet.
  package init(of published: PublishedImages) {
    self.published = published
    (source, licence) = (published.package.summary, published.license)
  }

  /// How many files were written.
  package var count: Int { files.count }

  /// Writes a part, whose published files must be in `cache`.
  ///
  /// - Throws: ``ImageSetError``, `IDXError`, `SafetensorsError` and `FileError`.
  package mutating func write(
    _ partition: ImagePartition, from cache: String, to folder: String
  ) throws {
    let set = try published.images(partition, cache: cache)
    files.append(
      Group(
        file: try published.write(set, partition, to: folder), images: set.labels.count,
        pixels: set.height * set.width, labels: set.labelCounts))
  }

  package var text: String {
    let rows = files.map {
      (
        name: $0.file,
        value: "\(Text.count($0.images, "image")) of \($0.pixels) pixels; "
          + "by label \($0.labels.map(String.init).joined(separator: " "))"
      )
    }
    return Text.table(rows + [("source", source), ("license", licence)])
  }
}
