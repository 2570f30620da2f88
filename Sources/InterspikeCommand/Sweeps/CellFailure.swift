// SPDX-License-Identifier: GPL-3.0-or-later

internal import Runs

/// A cell that did not come to its end.
struct CellFailure: Sendable {
  let cell: SweepCell
  let status: ExitStatus
  /// What was said of it last.
  let reason: String
  /// What repeats it by hand.
  let commandLine: String

  /// The end of a child that was not asked to end.
  init(_ cell: SweepCell, _ ending: CellProcess.Ending, _ arguments: [String]) {
    self.cell = cell
    status =
      ExitStatus(rawValue: ending.status) ?? (ending.status < 0 ? .temporaryFailure : .software)
    let cause =
      ending.status < 0 ? "killed by signal \(-ending.status)" : "exit status \(ending.status)"
    reason = ending.sentence.isEmpty ? cause : "\(ending.sentence) (\(cause))"
    commandLine = ShellText.commandLine(arguments)
  }

  /// What kept a cell from being begun.
  init(_ cell: SweepCell, _ error: any Error) {
    self.cell = cell
    status = (error as? any ExitStatusReporting)?.exitStatus ?? .software
    reason = Text.sentence(of: error)
    commandLine = cell.commandLine
  }

  var sentence: String { "'\(cell.name)': \(reason); by hand: \(commandLine)" }
}
