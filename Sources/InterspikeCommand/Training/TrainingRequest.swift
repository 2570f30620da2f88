// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Foundation
internal import Ranks
internal import Runs

/// What a command line of `interspike train MODEL` asks for: a preset, overridden by a file, overridden by options.
struct TrainingRequest<Model: TrainableModel> {
  let options: TrainOptions<Model>
  /// Applies the family's specific options.
  let own: (inout RunConfiguration) -> Void

  /// The family of the model.
  private var family: ModelFamily { ModelFamily(of: Model.self) }

  /// Refuses what is wrong for any data, without reading a configuration file.
  func validate() throws {
    guard options.config == nil else { return }
    do {
      let files = try files(in: [:])
      var settings = try settings(over: [:], on: .init(path: files.data))
      if files.heldOut != nil { settings.heldOut = settings.data }
      _ = try settings.checked()
    } catch let error as RunError {
      throw ValidationError(error.commandLineDescription)
    }
  }

  /// Starts the run and takes all its steps.
  func run() async throws {
    let file = try ConfigurationFile.settings(options.config, for: family)
    let paths = try files(in: file)
    try FilePlan.check(
      reads: [
        ("--config", options.config), ("data", paths.data), ("held_out", paths.heldOut),
        ("initial", paths.initial),
      ], trains: ("-o", options.output))
    let data = try await StimulusFile(path: paths.data)
    var heldOut: StimulusFile?
    if let path = paths.heldOut { heldOut = try await StimulusFile(path: path) }
    var initial: InitialWeights?
    if let path = paths.initial { initial = try await InitialWeights(path: path) }
    let settings = try settings(over: file, on: data.identity)
    let training = try RunTraining(
      creating: options.output, settings, data: data, heldOut: heldOut, initial: initial,
      threads: options.work.threadCount, ranks: RankJob.own.ranks)
    let console = options.work.console
    console.inform(
      """
      \(settings.latents) latents, \(data.identity.count) data of \(data.identity.pixels) \
      numbers, batches of \(settings.batch), seed \(settings.seed), \(options.work.threadCount) threads, \
      into \(training.folder.path)
      """)
    try training.finish(.model, on: console)
  }

  /// The configuration of the run, without starting it.
  func settings(knowing files: FileIdentities) async throws -> RunConfiguration {
    let file = try ConfigurationFile.settings(options.config, for: family)
    let paths = try self.files(in: file)
    var settings = try settings(over: file, on: try await files.stimuli(paths.data))
    settings.heldOut = paths.heldOut.map { .init(path: $0) }
    settings.initial = paths.initial.map { .init(path: $0) }
    return try await files.known(settings)
  }

  private func files(in file: [String: JSONValue]) throws(RunError) -> TrainingFiles {
    try TrainingFiles(
      in: file, data: options.data, heldOut: options.heldOut, initial: options.initial)
  }

  private func settings(
    over file: [String: JSONValue], on data: StimulusFile.Identity
  ) throws -> RunConfiguration {
    var settings = RunConfiguration(model: family, data: data)
    var length = TrainingLength()
    if let preset = options.preset {
      preset.apply(to: &settings)
      length = preset.length
    }
    settings = try settings.changed(file)
    length = try length.overridden(by: TrainingLength(in: file))
    options.apply(to: &settings)
    own(&settings)
    length = try length.overridden(by: options.length)
    try settings.set(length)
    return settings
  }
}
