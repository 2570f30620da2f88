// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Experiments
internal import Runs

extension SweepCell {
  /// The command that its command line is.
  ///
  /// - Throws: `Refusal` for one that is wrong for any data.
  func command() throws -> any RunCommand {
    let command: any ParsableCommand
    do {
      command = try InterspikeCommand.parseAsRoot(
        InterspikeCommand.joiningNegativeNumbers(arguments))
    } catch {
      throw Refusal(.usage, "cell '\(name)': \(InterspikeCommand.message(for: error))")
    }
    guard let command = command as? any RunCommand else {
      throw Refusal(
        .usage,
        "cell '\(name)': `\(ShellText.commandLine(arguments))` does not start a run. Use train or sparse."
      )
    }
    return command
  }

  /// The run with all its settings.
  func run(knowing files: FileIdentities) async throws -> PlannedRun {
    let command = try command()
    do {
      return PlannedRun(
        name, in: folder, settings: try await command.settings(knowing: files),
        arguments: arguments)
    } catch {
      throw Refusal.ofCell(name, error)
    }
  }
}
