// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Runs

/// A command `interspike train MODEL …`.
protocol TrainingCommand: RunCommand, SpansRanks {
  /// The model it trains.
  associatedtype Model: TrainableModel
  /// The options it shares with the other models.
  var options: TrainOptions<Model> { get }

  /// Applies its specific options.
  func apply(to settings: inout RunConfiguration)
}

extension TrainingCommand {
  var job: RankOptions { options.job }
  /// The request made by the command line.
  var request: TrainingRequest<Model> { TrainingRequest(options: options, own: apply) }

  func validate() throws { try request.validate() }

  func run() async throws { try await request.run() }

  func settings(knowing files: FileIdentities) async throws -> any RunSettings {
    try await request.settings(knowing: files)
  }
}

extension Recipe {
  /// The help of an option whose default is what the recipe says.
  static func help(
    _ sentence: String, _ setting: KeyPath<RunConfiguration, some Any>
  ) -> ArgumentHelp {
    "\(sentence) (default: \(says(setting)))"
  }
}
