// SPDX-License-Identifier: GPL-3.0-or-later

internal import Learning

extension RunConfiguration {
  /// The keys of a configuration file: what decides a training, and how long it is in passes through the data.
  package static let fileKeys: [String] =
    CodingKeys.allCases.filter { ![.program, .programVersion, .streamVersion].contains($0) }
    .map(\.snakeCase) + ["epochs", "warmup_epochs"]

  /// The same settings with other values for some keys.
  ///
  /// Steps may be given as `epochs`, and the rise of the learning rate as `warmup_epochs`.
  ///
  /// - Throws: ``RunError`` for a value of another type or an impossible number of epochs.
  package func changed(_ settings: [String: JSONValue]) throws -> RunConfiguration {
    var settings = settings
    let epochs = try Self.count(settings.removeValue(forKey: "epochs"), "--epochs", from: 1)
    let rising = try Self.count(
      settings.removeValue(forKey: "warmup_epochs"), "warmup_epochs", from: 0)
    guard epochs == nil || settings["steps"] == nil else {
      throw RunError(.settings, "steps and epochs are both given. Leave one of the two.")
    }
    for key in ["data", "held_out", "initial", "model"] { settings[key] = nil }
    var changed = try replacing(settings)
    let batches = Double(max(1, data.count / max(1, changed.batch)))
    if let epochs { changed.steps = Int(min(Double(epochs) * batches, 4e9)) }
    if let rising, settings["warmup_portion"] == nil {
      changed.warmupPortion = min(1, Double(rising) * batches / Double(max(1, changed.steps)))
    }
    return changed
  }

  /// A number of epochs, if one is given.
  private static func count(
    _ value: JSONValue?, _ name: String, from least: Int
  ) throws(RunError) -> Int? {
    guard let value else { return nil }
    guard case .integer(let count) = value, (least...1_000_000).contains(count) else {
      throw RunError(.settings, "\(name) is \(value.text); it must be \(least) to 1000000.")
    }
    return count
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
            + "\(command: "train \(model.rawValue) --help", call: "RunConfiguration") says what it can.")
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
