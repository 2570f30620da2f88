// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Experiments
internal import Foundation
internal import Runs

/// One run of a sweep file, as a command line.
struct SweepCell: Sendable {
  /// Its name in messages.
  let name: String
  /// The folder of the run.
  let folder: String
  /// `train MODEL …` or `sparse METHOD …` with `-o FOLDER`, without the program's name.
  let arguments: [String]

  /// A cell; `command` is everything but `-o FOLDER`.
  init(name: String, command: [String], folder: String) {
    self.name = name
    self.folder = folder
    arguments = command + ["-o", folder]
  }

  /// The files its command line reads.
  var inputs: [String] {
    arguments.indices.flatMap { place in
      ["--data", "--held-out", "--initial", "--config"].compactMap { option in
        let word = arguments[place]
        if word == option { return place + 1 < arguments.count ? arguments[place + 1] : nil }
        return word.hasPrefix("\(option)=") ? String(word.dropFirst(option.count + 1)) : nil
      }
    }
  }

  /// Refuses cells that share a folder, and command lines that are wrong for any data.
  static func check(_ cells: [SweepCell]) throws {
    var folders: [String: String] = [:]
    for cell in cells {
      if let other = folders.updateValue(cell.name, forKey: cell.folder) {
        throw Refusal(
          .usage,
          "the cells '\(other)' and '\(cell.name)' share the folder \(cell.folder). Name their "
            + "values so that they differ in letters or digits.")
      }
      _ = try cell.command()
    }
  }

  private func command() throws -> any RunCommand {
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
    } catch let error as any ExitStatusReporting {
      throw Refusal(error.exitStatus, "cell '\(name)': \(Text.words(of: error))")
    }
  }
}

extension PlannedRun {
  /// The shell command that starts the run by hand.
  var commandLine: String { ShellText.commandLine(arguments) }

  /// The command that resumes the run.
  ///
  /// Data are named again if those the run started with have been moved.
  func resumingArguments() throws -> [String] {
    let stored = try folder.stored()
    var resuming = [settings.command, "--resume", folder.path]
    for (option, own, path) in [
      ("--data", settings.data.path, stored?.data?.path),
      ("--held-out", settings.heldOut?.path, stored?.heldOut?.path),
    ] {
      guard let own, let path, !FileManager.default.fileExists(atPath: path) else { continue }
      resuming += [option, own]
    }
    return resuming
  }
}
