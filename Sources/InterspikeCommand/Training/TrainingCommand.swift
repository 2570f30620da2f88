// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Runs

/// A command `interspike train MODEL …`.
protocol TrainingCommand: RunCommand {
  /// What it trains.
  associatedtype Model: TrainableModel
  /// What its command line asks for.
  var request: TrainingRequest<Model> { get }
}

extension TrainingCommand {
  func run() async throws { try await request.run() }

  func configuration(knowing files: FileIdentities) async throws -> RunConfiguration {
    try await request.configuration(knowing: files)
  }
}
