// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
public import Runs

/// A run to be done: its name, its folder and its configuration.
///
/// ```swift
/// let run = PlannedRun("wide", in: "runs/wide", configuration)
/// try await run.complete()
/// ```
public struct PlannedRun: Sendable {
  /// Its name in messages and tables.
  public let name: String
  /// Where it is, or will be.
  public let folder: RunFolder
  package let settings: any RunSettings
  /// The command line the user gave for it; nil when its settings say it all.
  package let givenArguments: [String]?

  /// The training of a model.
  ///
  /// Its data need only be given by their path.
  public init(_ name: String, in folder: String, _ configuration: RunConfiguration) {
    self.init(name, in: folder, settings: configuration)
  }

  /// The learning of a dictionary.
  public init(_ name: String, in folder: String, _ configuration: SparseConfiguration) {
    self.init(name, in: folder, settings: configuration)
  }

  package init(
    _ name: String, in folder: String, settings: any RunSettings, arguments: [String]? = nil
  ) {
    self.name = name
    self.folder = RunFolder(folder)
    self.settings = settings
    givenArguments = arguments
  }

  /// `train MODEL …` or `sparse METHOD …` with `-o FOLDER`: the command that would start it by hand.
  package var arguments: [String] {
    givenArguments ?? settings.commandLine + ["-o", folder.path]
  }

  /// The data it learns from and, if any, the data it is measured on.
  package var dataPaths: [String] {
    [settings.data.path] + (settings.heldOut.map { [$0.path] } ?? [])
  }

  /// The same run with the contents of its files identified.
  ///
  /// - Throws: whatever would keep it from starting.
  package func known(by files: FileIdentities) async throws -> PlannedRun {
    func known(_ settings: some RunSettings) async throws -> any RunSettings {
      try await files.known(settings)
    }
    return PlannedRun(
      name, in: folder.path, settings: try await known(settings), arguments: givenArguments)
  }

  /// Creates the folder with only the configuration in it, so that `interspike train --resume` can start from there.
  ///
  /// - Throws: `RunError` when the folder holds something else; `FileError`.
  package func prepare() throws {
    try RunFolder(creating: folder.path, goingOnWith: settings.command).write(settings)
  }

  /// Takes all missing steps in this process; a complete run is left alone.
  ///
  /// - Parameter threads: how many may work at once; part of no result.
  /// - Throws: `RunError` when its data do not go with its settings, or the folder holds another run.
  public func complete(threads: Int = 1) async throws {
    let run = try await known(by: FileIdentities())
    try run.requireOwnFolder()
    switch try folder.state() {
    case .complete: return
    case .vacant: try run.prepare()
    case .begun: break
    }
    let training = try await RunTraining(resuming: folder.path, threads: threads)
    while try training.next() != nil { try Task.checkCancellation() }
  }
}

extension PlannedRun {
  /// The shell command that starts the run by hand.
  package var commandLine: String { ShellText.commandLine(arguments) }

  /// The command that resumes the run.
  ///
  /// Data are named again if those the run started with have been moved.
  package func resumingArguments() throws -> [String] {
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
