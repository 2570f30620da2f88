// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Runs

/// A command that fills a run folder and knows beforehand what it will write into `config.json`.
protocol RunCommand: AsyncParsableCommand {
  /// The configuration of the run, without starting it.
  ///
  /// - Throws: whatever the command itself would refuse.
  func settings(knowing files: FileIdentities) async throws -> any RunSettings
}
