// SPDX-License-Identifier: GPL-3.0-or-later

internal import Learning

extension RunConfiguration {
  /// The keys of a configuration file: what decides a training, and how long it is in passes through the data.
  package static let fileKeys: [String] =
    CodingKeys.allCases.filter { ![.program, .programVersion, .streamVersion].contains($0) }
    .map(\.snakeCase) + ["epochs", "warmup_epochs"]

  /// The same settings with other values for some keys of a file; files and passes through the data are not among them.
  ///
  /// - Throws: ``RunError`` for a value of another type.
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
      // The decoder does not always say where it failed.
      for key in settings.keys.sorted() {
        guard let value = settings[key], (try? decoded([key: value])) == nil else { continue }
        throw RunError(
          .settings,
          "'\(key)' is \(value.text), which it cannot be. "
            + "\(command: "train \(model.rawValue) --help", call: "RunConfiguration") says what it can."
        )
      }
      throw error
    }
  }
}

extension RunConfiguration.CodingKeys {
  /// The name in files.
  package var snakeCase: String {
    rawValue.reduce("") { $1.isUppercase ? "\($0)_\($1.lowercased())" : "\($0)\($1)" }
  }
}
