// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Foundation
internal import LatentModels

/// What a command line of `interspike train MODEL` asks for.
struct TrainingRequest {
  let family: ModelFamily
  let options: TrainOptions
  /// What the family's own options say, by the keys of a configuration.
  let given: [String: JSONValue]

  /// Refuses what is wrong whatever the data are.
  func validate() throws {
    do {
      _ = try configuration(.init(path: options.data, sha256: "", count: .max, pixels: 256))
        .checked()
    } catch let error as Refusal {
      throw ValidationError(error.description)
    }
  }

  /// Begins the run and takes all its steps.
  func run() async throws {
    let patches = try await StimulusFile(path: options.data)
    var settings = try configuration(patches.identity)
    guard settings.batch <= patches.identity.count else {
      throw Refusal(
        .usage,
        "--batch is \(settings.batch) and \(options.data) holds \(patches.identity.count) data; "
          + "it must be 1 to \(patches.identity.count).")
    }
    var measured: StimulusFile?
    if let heldOut = options.heldOut { measured = try await StimulusFile(path: heldOut) }
    try measured?.requirePixels(patches.identity.pixels, of: "the model")
    settings.heldOut = measured?.identity
    var weights: InitialWeights?
    if let initial = options.initial { weights = try await InitialWeights(path: initial) }
    settings.initial = weights?.identity
    settings = try settings.checked().withAbsolutePaths
    let model = try weights?.model(settings)
    let folder = try RunFolder(creating: options.output)
    try folder.write(settings)
    let console = options.work.console
    console.inform(
      """
      \(settings.latents) latents, \(patches.identity.count) data of \(patches.identity.pixels) numbers, \
      batches of \(settings.batch), seed \(settings.seed), \(options.work.threadCount) threads, \
      into \(folder.path)
      """)
    try ModelTraining(
      folder: folder, configuration: settings, data: patches, heldOut: measured, initial: model,
      threads: options.work.threadCount, console: console
    ).run(from: nil)
    console.inform("\(settings.steps) steps taken; the model is in \(folder.path)")
  }

  /// The settings: the family's recipe, and over it what the command line says.
  private func configuration(_ data: StimulusFile.Identity) throws -> RunConfiguration {
    try RunConfiguration(model: family, data: data)
      .changed(options.settings.merging(given) { _, own in own })
  }
}

extension RunConfiguration {
  /// The same settings with other values for some keys.
  func changed(_ settings: [String: JSONValue]) throws -> RunConfiguration {
    let recipe = try JSONText.decode([String: JSONValue].self, from: JSONText.encode(self))
    return try JSONText.decode(
      RunConfiguration.self,
      from: JSONText.encode(
        JSONValue.object(recipe.merging(settings) { _, new in new }), spellingNonFinite: true))
  }
}
