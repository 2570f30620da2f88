// SPDX-License-Identifier: GPL-3.0-or-later

/// What the program's exit says to scripts: the numbers of `sysexits.h`.
enum ExitStatus: Int32, Sendable {
  /// The command line asks for something that does not exist or cannot be.
  case usage = 64
  /// The input is there and is not what it should be.
  case badData = 65
  /// The input is not there or cannot be read.
  case noInput = 66
  /// A program or service that is needed is missing.
  case unavailable = 69
  /// A defect of this program.
  case software = 70
  /// The output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed half-way, as on a full disk.
  case inputOutput = 74
  /// Not now, but perhaps later: another process is at work there.
  case temporaryFailure = 75
}

/// An error that knows its exit status.
protocol ExitStatusReporting: Error {
  var exitStatus: ExitStatus { get }
}

/// A request that this program refuses, in one sentence.
struct Refusal: ExitStatusReporting, CustomStringConvertible {
  let exitStatus: ExitStatus
  let description: String

  init(_ exitStatus: ExitStatus, _ sentence: String) {
    self.exitStatus = exitStatus
    description = sentence
  }
}
