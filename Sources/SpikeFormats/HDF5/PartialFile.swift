// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// An ``UnfinishedFile`` whose refusals are those of spike files.
struct PartialFile: ~Copyable {
  private let file: UnfinishedFile

  /// The name under which a library that opens files by name lets it grow.
  var partialPath: String { file.partialPath }

  /// - Throws: ``SpikeFileError/file(_:)`` when the folder takes no new file.
  init(path: String) throws(SpikeFileError) {
    file = try rethrowing(UnfinishedFile(path: path), as: SpikeFileError.file)
  }

  /// Flushes the closed file and gives it its name.
  consuming func publish() throws(SpikeFileError) {
    do {
      try file.publish()
    } catch {
      throw .file(error)
    }
  }
}
