// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Experiments
internal import Runs

/// A cell that did not finish.
struct CellFailure: Sendable {
  let run: PlannedRun
  let status: ExitStatus
  /// The last thing reported about it.
  let reason: String
  /// The command that repeats it by hand.
  let commandLine: String

  /// A child process that ended without being asked to.
  init(_ run: PlannedRun, _ ending: CellProcess.Ending, _ arguments: [String]) {
    self.run = run
    status =
      ExitStatus(rawValue: ending.status) ?? (ending.status < 0 ? .temporaryFailure : .software)
    let cause =
      ending.status < 0 ? "killed by signal \(-ending.status)" : "exit status \(ending.status)"
    reason = ending.sentence.isEmpty ? cause : "\(ending.sentence) (\(cause))"
    commandLine = ShellText.commandLine(arguments)
  }

  /// The reason a cell could not be started.
  init(_ run: PlannedRun, _ error: any Error) {
    self.run = run
    status = ExitStatus(of: error) ?? .software
    reason = Text.sentence(of: error)
    commandLine = run.commandLine
  }

  var sentence: String {
    let reason = reason.hasSuffix(".") ? String(reason.dropLast()) : reason
    return "'\(run.name)': \(reason); to run it by hand: \(commandLine)"
  }
}
