// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// One run of many: a name, a command that fills a run folder, and that folder.
struct SweepCell: Sendable {
  /// What it is called in messages.
  let name: String
  /// The folder of the run.
  let folder: String
  /// `train MODEL …` or `sparse METHOD …` with `-o FOLDER`, without the name of the program.
  let arguments: [String]

  /// A cell; `command` is everything but `-o FOLDER`.
  init(name: String, command: [String], folder: String) {
    self.name = name
    self.folder = folder
    arguments = command + ["-o", folder]
  }

  /// The files that its command line reads.
  var inputs: [String] {
    arguments.indices.flatMap { place in
      ["--data", "--held-out", "--initial", "--config"].compactMap { option in
        let word = arguments[place]
        if word == option { return place + 1 < arguments.count ? arguments[place + 1] : nil }
        return word.hasPrefix("\(option)=") ? String(word.dropFirst(option.count + 1)) : nil
      }
    }
  }

  /// What begins the run, as a shell reads it.
  var commandLine: String { ShellText.commandLine(arguments) }

  /// What goes on with the run.
  ///
  /// Data are named again where those that the run began with have been moved.
  func resumingArguments(_ stored: CellFolder.Stored) -> [String] {
    var resuming = [arguments[0], "--resume", folder]
    for (option, path) in [("--data", stored.data?.path), ("--held-out", stored.heldOut?.path)] {
      guard let path, !FileManager.default.fileExists(atPath: path),
        let place = arguments.firstIndex(of: option), place + 1 < arguments.count
      else { continue }
      resuming += [option, arguments[place + 1]]
    }
    return resuming
  }
}
