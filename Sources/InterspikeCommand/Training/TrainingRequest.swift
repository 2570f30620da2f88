// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Foundation
internal import LatentModels
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
    } catch let error as Refusal {
      throw ValidationError(Text.words(of: error))
    }
  }

  /// Starts the run and takes all its steps.
  func run() async throws {
    let file = try configurationFile()
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
      threads: options.work.threadCount)
    let console = options.work.console
    console.inform(
      """
      \(settings.latents) latents, \(data.identity.count) data of \(data.identity.pixels) \
      numbers, batches of \(settings.batch), seed \(settings.seed), \(options.work.threadCount) threads, \
      into \(training.folder.path)
      """)
    try training.finish("training", goingOnWith: "train", on: console)
    console.inform("\(settings.steps) steps taken; the model is in \(training.folder.path)")
  }

  /// The configuration of the run, without starting it.
  func settings(knowing files: FileIdentities) async throws -> RunConfiguration {
    let file = try configurationFile()
    let paths = try self.files(in: file)
    var settings = try settings(over: file, on: try await files.stimuli(paths.data))
    settings.heldOut = paths.heldOut.map { .init(path: $0) }
    settings.initial = paths.initial.map { .init(path: $0) }
    return try await files.known(settings)
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

  /// The settings in the configuration file, with values of the right type; a file for another model is refused.
  private func configurationFile() throws -> [String: JSONValue] {
    guard let path = options.config else { return [:] }
    let file = try ConfigurationFile(path: path)
    try file.check(against: RunConfiguration(model: family, data: .init(path: "")))
    if let model = file.settings["model"], model != .text(family.rawValue) {
      throw Refusal(
        .usage,
        "\(path) is for the model \(model.text), but this is `train "
          + "\(family.rawValue)`. Use the command for that model.")
    }
    return file.settings
  }

  /// The files that training reads.
  private func files(
    in file: [String: JSONValue]
  ) throws -> (data: String, heldOut: String?, initial: String?) {
    func path(_ key: String, _ option: String?) throws -> String? {
      if let option { return option }
      guard let value = file[key], value != .null else { return nil }
      guard case .text(let path) = value else {
        throw Refusal(
          .usage, "'\(key)' is \(value.text); it must be a file name. Put it in quotes.")
      }
      return path
    }
    guard let data = try path("data", options.data) else {
      throw Refusal(.usage, "the training data are missing. Give them with --data.")
    }
    return (data, try path("held_out", options.heldOut), try path("initial", options.initial))
  }
}
