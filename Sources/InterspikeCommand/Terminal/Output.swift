// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// Standard output: results, and nothing else.
enum Output {
  /// Writes a line, or says that it could not be written.
  static func write(_ line: String) throws(FileError) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Foundation.Data("\(line)\n".utf8))
    } catch {
      throw .cannotWrite(path: "standard output", reason: String(cString: strerror(errno)))
    }
  }
}
