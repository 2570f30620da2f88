// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Runs

extension PlannedRun {
  /// Throws when the folder holds a run with different settings.
  ///
  /// Paths, reporting intervals and the version of the program may differ.
  package func requireOwnFolder() throws {
    guard FileManager.default.fileExists(atPath: folder.configurationPath) else { return }
    func stored<Settings: RunSettings>(_ own: Settings) throws -> [String: String] {
      let text = try FileReading.text(of: folder.configurationPath)
      let known = try? JSONText.encode(try Settings(stored: text))
      return try Self.fields(known ?? text)
    }
    let stored = try stored(settings)
    let own = try Self.fields(JSONText.encode(settings))
    for name in Set(own.keys).union(stored.keys).sorted() where own[name] != stored[name] {
      throw RunError(
        .occupied,
        "\(folder.configurationPath) says \(name) is \(stored[name] ?? "not set"), but cell "
          + "'\(self.name)' wants \(own[name] ?? "none"). Choose another output folder, or move "
          + "\(folder.path) away.")
    }
  }

  /// The settings in a `config.json` that decide the results; those of files are named `file.setting`.
  private static func fields(_ text: String) throws -> [String: String] {
    let object = try? JSONSerialization.jsonObject(with: Foundation.Data(text.utf8))
    var fields: [String: String] = [:]
    for (name, value) in object as? [String: Any] ?? [:] {
      guard let inner = value as? [String: Any] else {
        fields[name] = "\(value)"
        continue
      }
      for (part, value) in inner where part != "path" { fields["\(name).\(part)"] = "\(value)" }
    }
    for free in [
      "evaluate_every", "checkpoint_every", "keep", "keep_best", "program", "program_version",
    ] {
      fields[free] = nil
    }
    return fields
  }
}
