// SPDX-License-Identifier: GPL-3.0-or-later

package import DataFiles
internal import Learning

extension RunConfiguration {
  /// The keys of a configuration file: what decides a training, and how long it is in passes through the data.
  package static let fileKeys: [String] = {
    let recipe = RunConfiguration(model: .poisson, data: .init(path: ""))
    let names = Mirror(reflecting: recipe).children.compactMap(\.label)
    return names.filter { !["program", "programVersion", "streamVersion"].contains($0) }
      .map(JSONText.snakeCase) + ["epochs", "warmup_epochs"]
  }()

  /// What a stored configuration says, with the recipe's value of what is younger than it.
  package static func completed(_ stored: [String: JSONValue]) throws -> [String: JSONValue] {
    struct Oldest: Decodable {
      let program: String
      let programVersion: String
      let streamVersion: Int
      let model: ModelFamily
      let seed: UInt64
      let data: StimulusFile.Identity
      let latents: Int
      let steps: Int
    }
    let text = try JSONText.encode(JSONValue.object(stored), spellingNonFinite: true)
    let oldest = try JSONText.decode(Oldest.self, from: text)
    let recipe = RunConfiguration(model: oldest.model, data: oldest.data)
    return try JSONText.decode([String: JSONValue].self, from: JSONText.encode(recipe))
      .merging(stored) { _, own in own }
  }

  /// The same settings with new values for some keys of a file, other than files and passes through the data.
  ///
  /// - Throws: ``RunError`` for a value of the wrong type.
  package func changed(_ settings: [String: JSONValue]) throws -> RunConfiguration {
    var settings = settings
    for key in ["data", "held_out", "initial", "model", "epochs", "warmup_epochs"] {
      settings[key] = nil
    }
    return settings.isEmpty ? self : try replacing(settings)
  }

  private func replacing(_ settings: [String: JSONValue]) throws -> RunConfiguration {
    let recipe = try JSONText.decode([String: JSONValue].self, from: JSONText.encode(self))
    func decoded(_ changes: [String: JSONValue]) throws -> RunConfiguration {
      let merged = JSONValue.object(recipe.merging(changes) { _, new in new })
      return try JSONText.decode(
        RunConfiguration.self, from: JSONText.encode(merged, spellingNonFinite: true))
    }
    do {
      return try decoded(settings)
    } catch {
      // The decoder does not always report where it failed.
      for key in settings.keys.sorted() {
        guard let value = settings[key], (try? decoded([key: value])) == nil else { continue }
        throw RunError(
          .settings,
          "'\(key)' is \(value.text), which is not a valid value. "
            + "\(command: "train \(model.rawValue) --help", call: "RunConfiguration") "
            + "describes every setting."
        )
      }
      throw error
    }
  }
}
