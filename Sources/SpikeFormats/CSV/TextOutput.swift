// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// Text on its way into a file, whole or absent, or to standard output, which `-` stands for.
struct TextOutput: ~Copyable {
  /// The name that stands for standard output.
  static let standardOutput = "-"

  private var file: AtomicFile?

  /// Creates the file beside its place; nothing is there until ``commit()``.
  init(path: String) throws(FileError) {
    file = path == Self.standardOutput ? nil : try AtomicFile(path: path)
  }

  /// Appends text as UTF-8.
  mutating func write(_ text: String) throws(FileError) {
    guard file == nil else {
      try file?.write(text)
      return
    }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes {
        Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR {
        throw .cannotWrite(
          path: FileError.standardOutput, reason: String(cString: strerror(errno)))
      }
    }
  }

  /// Gives the file its name; standard output is complete as it is.
  consuming func commit() throws(FileError) { try file?.commit() }
}
