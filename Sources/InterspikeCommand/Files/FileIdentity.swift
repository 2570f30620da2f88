// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// What two names of one file have in common, links included.
struct FileIdentity: Equatable {
  private let device: UInt64
  private let number: UInt64

  /// The identity of the file at a path, or none when there is no file.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }

  /// Refuses to write over a file that is read.
  static func requireApart(output: String, from inputs: [String]) throws(Refusal) {
    guard let own = FileIdentity(path: output),
      let input = inputs.first(where: { FileIdentity(path: $0) == own })
    else { return }
    throw Refusal(
      .usage, "-o \(output) is a file that is read, \(input). Choose another name for -o.")
  }
}
