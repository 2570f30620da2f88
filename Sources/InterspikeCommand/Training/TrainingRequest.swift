// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Foundation
internal import LatentModels
internal import Runs

/// What a command line of `interspike train MODEL` asks for.
struct TrainingRequest<Model: TrainableModel> {
  let options: TrainOptions<Model>
  /// What the family's own options say, by the keys of a configuration.
  let given: [String: JSONValue]

  /// The family of the model.
  private var family: ModelFamily { ModelFamily(of: Model.self) }

  /// Refuses what is wrong whatever the data are; a configuration file is not read yet.
  func validate() throws {
    guard options.config == nil else { return }
    do {
      let settings = settings(file: [:])
      let path = try Self.dataPath(in: settings)
      var configuration = try RunConfiguration(
        model: family, data: .init(path: path, sha256: "", count: .max, pixels: 256)
      ).changed(settings)
      if settings["held_out"] != nil { configuration.heldOut = configuration.data }
      _ = try configuration.checked()
    } catch let error as RunError {
      throw ValidationError(error.commandLineDescription)
    } catch let error as Refusal {
      throw ValidationError(error.description)
    }
  }

  /// Begins the run and takes all its steps.
  func run() async throws {
    let given = try request()
    try FilePlan.check(
      reads: [("--config", options.config)]
        + ["data", "held_out", "initial"].map { ($0, try Self.path($0, in: given)) },
      trains: ("-o", options.output))
    let patches = try await StimulusFile(path: try Self.dataPath(in: given))
    var measured: StimulusFile?
    if let heldOut = try Self.path("held_out", in: given) {
      measured = try await StimulusFile(path: heldOut)
    }
    var weights: InitialWeights?
    if let initial = try Self.path("initial", in: given) {
      weights = try await InitialWeights(path: initial)
    }
    let settings = try configuration(
      given, patches.identity, heldOut: measured?.identity, initial: weights?.identity)
    let training = try RunTraining(
      creating: options.output, settings, data: patches, heldOut: measured, initial: weights,
      threads: options.work.threadCount)
    let console = options.work.console
    console.inform(
      """
      \(settings.latents) latents, \(patches.identity.count) data of \(patches.identity.pixels) \
      numbers, batches of \(settings.batch), seed \(settings.seed), \(options.work.threadCount) threads, \
      into \(training.folder.path)
      """)
    try training.finish("training", goingOnWith: "train", on: console)
    console.inform("\(settings.steps) steps taken; the model is in \(training.folder.path)")
  }

  /// The configuration of the run, without beginning it.
  func configuration(knowing files: FileIdentities) async throws -> RunConfiguration {
    let given = try request()
    let data = try await files.stimuli(try Self.dataPath(in: given))
    var heldOut: StimulusFile.Identity?
    if let path = try Self.path("held_out", in: given) { heldOut = try await files.stimuli(path) }
    var initial: InitialWeights.Identity?
    if let path = try Self.path("initial", in: given) { initial = try await files.weights(path) }
    return try configuration(given, data, heldOut: heldOut, initial: initial)
  }

  private func configuration(
    _ given: [String: JSONValue], _ data: StimulusFile.Identity, heldOut: StimulusFile.Identity?,
    initial: InitialWeights.Identity?
  ) throws -> RunConfiguration {
    var settings = try RunConfiguration(model: family, data: data).changed(given)
    try settings.requireBatch(atMost: data)
    try heldOut?.requirePixels(settings.pixels, orWindowsOf: data.pixels, of: "the model")
    settings.heldOut = heldOut
    settings.initial = initial
    return try settings.checked().withAbsolutePaths
  }

  /// All that is asked for; a configuration file of another model is refused.
  private func request() throws -> [String: JSONValue] {
    let file = try configurationFile()
    if let model = file["model"], model != .text(family.rawValue) {
      throw Refusal(
        .usage,
        "\(options.config ?? "") is for the model \(model.text), and this is `train "
          + "\(family.rawValue)`. Use the command of its model.")
    }
    return settings(file: file)
  }

  /// What the configuration file says, each value of the right type.
  private func configurationFile() throws -> [String: JSONValue] {
    guard let path = options.config else { return [:] }
    let file = try ConfigurationFile(path: path)
    try file.check(
      against: RunConfiguration(
        model: family, data: .init(path: "", sha256: "", count: .max, pixels: 256)))
    return file.settings
  }

  /// The preset, over it the file, over both the command line.
  private func settings(file: [String: JSONValue]) -> [String: JSONValue] {
    var settings = options.preset?.settings ?? [:]
    for layer in [file, options.settings, given] {
      // Steps and epochs say the same thing: the later layer decides.
      if layer["steps"] != nil { settings["epochs"] = nil }
      if layer["epochs"] != nil { settings["steps"] = nil }
      settings.merge(layer) { _, own in own }
    }
    return settings
  }

  private static func dataPath(in settings: [String: JSONValue]) throws(Refusal) -> String {
    guard let path = try path("data", in: settings) else {
      throw Refusal(.usage, "there are no training data. Say with --data where they are.")
    }
    return path
  }

  /// The name of a file, if one is given.
  private static func path(
    _ key: String, in settings: [String: JSONValue]
  ) throws(Refusal) -> String? {
    guard let value = settings[key], value != .null else { return nil }
    guard case .text(let path) = value else {
      throw Refusal(
        .usage, "'\(key)' is \(value.text); it must be the name of a file. Put it in quotes.")
    }
    return path
  }
}
