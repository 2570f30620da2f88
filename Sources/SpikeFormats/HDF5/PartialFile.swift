// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// The name under which a library that opens files by name lets one grow.
///
/// The partial file goes when it was not published.
struct PartialFile: ~Copyable {
  let path: String
  let partialPath: String

  /// - Throws: ``SpikeFileError/file(_:)`` when the folder takes no new file.
  init(path: String) throws(SpikeFileError) {
    do {
      // Creating and dropping a partial file gives the system's own reason when it cannot be.
      let file = try AtomicFile(path: path)
      partialPath = file.partialPath
    } catch {
      throw .file(error)
    }
    self.path = path
  }

  deinit {
    // A file that HDF5 could not close stays open; emptied, it gives its space back at once.
    truncate(partialPath, 0)
    unlink(partialPath)
  }

  /// Flushes the closed file and gives it its name.
  consuming func publish() throws(SpikeFileError) {
    do {
      try AtomicFile.publish(partialPath, as: path)
    } catch {
      throw .file(error)
    }
  }
}
