// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// A Python program, most of them in torch, that does one piece of work for every line it reads, and answers with a line.
///
/// So that both sides of a comparison alternate within the same minute, whatever else the machine does.
final class TorchPeer {
  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()

  /// Starts `script` of `peers/` with an interpreter that has what it imports.
  init(python: String, script: String, arguments: [String]) throws {
    let peers = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "peers")
    process.executableURL = URL(filePath: python)
    process.arguments = [peers.appending(path: script).path, "--serve"] + arguments
    process.standardInput = requests
    process.standardOutput = answers
    // glibc otherwise returns large arrays to the system after each operation, which costs torch a third.
    process.environment = ProcessInfo.processInfo.environment.merging([
      "MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "20000000000",
    ]) { _, new in new }
    try process.run()
  }

  deinit {
    try? requests.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Asks for one piece of work and waits until it is done.
  func work() throws {
    try requests.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
    while true {
      let answer = answers.fileHandleForReading.availableData
      guard !answer.isEmpty else { throw Failure() }
      if answer.contains(UInt8(ascii: "\n")) { return }
    }
  }

  struct Failure: Error, CustomStringConvertible {
    let description =
      "the Python program ended; give --torch a Python that has torch and numpy, --nest one that has NEST"
  }
}
