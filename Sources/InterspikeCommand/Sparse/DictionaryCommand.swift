// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Runs

/// A command `interspike sparse ALGORITHM …`.
protocol DictionaryCommand: RunCommand, SpansRanks {
  /// The request made by its command line.
  var request: DictionaryRequest { get }
}

extension DictionaryCommand {
  var job: RankOptions { request.options.job }
  func validate() throws { try request.validate() }

  func run() async throws { try await request.run() }

  func settings(knowing files: FileIdentities) async throws -> any RunSettings {
    try await request.settings(knowing: files)
  }
}
