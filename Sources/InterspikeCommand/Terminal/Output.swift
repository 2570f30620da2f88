// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Ranks
internal import Synchronization

/// Standard output: results, and nothing else.
enum Output {
  /// Whether spikes go to standard output; results then go to standard error.
  static let isTaken = Atomic(false)

  /// Writes a line, or throws if it cannot be written.
  static func write(_ line: String) throws(Refusal) {
    guard RankJob.own.isLead else { return }
    if isTaken.load(ordering: .relaxed) { return Console.write("\(line)\n") }
    var rest = Array("\(line)\n".utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes {
        Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw refusal(errno)
      }
      rest = rest.dropFirst(written)
    }
  }

  /// Occupies a closed standard output, so that no file is opened in its place and written to.
  static func holdPlace() {
    guard fcntl(STDOUT_FILENO, F_GETFD) < 0 else { return }
    let descriptor = open("/dev/null", O_RDONLY)
    guard descriptor >= 0, descriptor != STDOUT_FILENO else { return }
    dup2(descriptor, STDOUT_FILENO)
    close(descriptor)
  }

  private static func refusal(_ code: Int32) -> Refusal {
    let reason = String(cString: strerror(code))
    return Refusal(
      .inputOutput, "\(FileError.cannotWrite(path: FileError.standardOutput, reason: reason))")
  }
}
