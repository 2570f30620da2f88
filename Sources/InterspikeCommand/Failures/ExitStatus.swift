// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Runs

/// Exit statuses for scripts, numbered as in `sysexits.h`.
enum ExitStatus: Int32, Sendable {
  /// The command line asks for something that does not exist or is impossible.
  case usage = 64
  /// The input exists but is not what it should be.
  case badData = 65
  /// The input is missing or cannot be read.
  case noInput = 66
  /// A required program or service is missing.
  case unavailable = 69
  /// A defect of this program.
  case software = 70
  /// The output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed halfway, for example on a full disk.
  case inputOutput = 74
  /// Not possible now but perhaps later, because another process is working there.
  case temporaryFailure = 75
}

/// A request that this program refuses, in one sentence.
struct Refusal: Error, CustomStringConvertible {
  let exitStatus: ExitStatus
  let description: String

  init(_ exitStatus: ExitStatus, _ sentence: String) {
    self.exitStatus = exitStatus
    description = sentence
  }

  /// The error of a cell by its name; one that nobody expects stays as it is.
  static func ofCell(_ name: String, _ error: any Error) -> any Error {
    ExitStatus(of: error).map { Refusal($0, "cell '\(name)': \(Text.words(of: error))") } ?? error
  }
}
